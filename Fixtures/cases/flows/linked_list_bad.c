#include <stdlib.h>
#include <time.h>

struct node {
    struct node *next;
    long stamp;  // midas: pure
    int key;     // midas: deterministic
};

struct node *head;

void handle(int key) {
    struct node *n = malloc(sizeof *n);
    if (!n) return;
    n->stamp = time(0);  // midas: source clock effective
    n->key = key;
    n->next = head;
    head = n;
}
