#include <stdio.h>
#include <stdlib.h>

struct node { int value; struct node *next; };
static struct node *push(struct node *head, int value) {
    struct node *n = malloc(sizeof *n);
    n->value = value;
    n->next = head;
    return n;
}
static struct node *sort(struct node *list) {
    struct node *sorted = 0;
    while (list) {
        struct node *next = list->next, **slot = &sorted;
        while (*slot && (*slot)->value < list->value) slot = &(*slot)->next;
        list->next = *slot;
        *slot = list;
        list = next;
    }
    return sorted;
}

int main(void) {
    struct node *head = 0;
    for (int i = 0; i < 10; i++) head = push(head, i * 7 % 11);
    head = sort(head);
    for (struct node *n = head; n; n = n->next) printf("%d ", n->value);
    printf("\n");
    while (head) { struct node *next = head->next; free(head); head = next; }
    return 0;
}
