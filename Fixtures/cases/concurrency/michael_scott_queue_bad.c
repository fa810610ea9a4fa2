// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
    long value;
    struct node *_Atomic next;  // midas: pure
};

static struct node dummy;
static struct node *_Atomic head = &dummy;
static struct node *_Atomic tail = &dummy;  // midas: pure
static long digest;                         // midas: contaminated

static void enqueue(long value) {
    struct node *node = calloc(1, sizeof *node);
    node->value = value;
    for (;;) {
        struct node *last = atomic_load(&tail);
        struct node *next = atomic_load(&last->next);
        if (next) {
            atomic_compare_exchange_weak(&tail, &last, next);
            continue;
        }
        if (atomic_compare_exchange_weak(&last->next, &next, node)) {  // midas: source scheduling effective; no-race
            atomic_compare_exchange_strong(&tail, &last, node);
            return;
        }
    }
}

static void *worker(void *id) {
    enqueue((long)id);
    return 0;
}

int main(void) {
    pthread_t threads[4];
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], 0, worker, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
    for (struct node *node = atomic_load(&dummy.next); node; node = atomic_load(&node->next))
        digest = digest * 31 + node->value;
    (void)head;
    return 0;
}
