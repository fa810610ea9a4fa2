#include <stdio.h>
#include <stdlib.h>

struct entry { int key, value; struct entry *next; };
static struct entry *buckets[16];
static void put(int key, int value) {
    struct entry **slot = &buckets[(unsigned)key % 16];
    for (; *slot; slot = &(*slot)->next)
        if ((*slot)->key == key) { (*slot)->value = value; return; }
    *slot = calloc(1, sizeof **slot);
    (*slot)->key = key;
    (*slot)->value = value;
}
static int get(int key) {
    for (struct entry *e = buckets[(unsigned)key % 16]; e; e = e->next)
        if (e->key == key) return e->value;
    return -1;
}

int main(void) {
    for (int i = 0; i < 50; i++) put(i * 37 % 101, i);
    int total = 0;
    for (int i = 0; i < 101; i++) total += get(i) * i;
    printf("%d %d %d\n", total, get(37), get(1000));
    return 0;
}
