// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>

struct node {
    long value;
    struct node *next;  // midas: pure
};

static struct node nodes[4];
static struct node *_Atomic head;  // midas: pure

static void push(struct node *node) {
    struct node *top = atomic_load(&head);
    do {
        node->next = top;
    } while (!atomic_compare_exchange_weak(&head, &top, node));  // midas: source scheduling effective; no-race
}

static void *worker(void *id) {
    struct node *own = &nodes[(long)id];
    own->value = (long)id;
    push(own);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    return 0;
}
