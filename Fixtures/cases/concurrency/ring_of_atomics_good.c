// midas-flags: -pthread
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define SIZE 64
static int ring[SIZE];
static atomic_uint head;
static atomic_uint tail;
static long total;  // midas: deterministic

static void *consume(void *arg) {
    (void)arg;
    for (;;) {
        unsigned at = atomic_load_explicit(&tail, memory_order_relaxed);
        while (atomic_load_explicit(&head, memory_order_acquire) == at) {}
        int item = ring[at % SIZE];  // midas: no-race
        atomic_store_explicit(&tail, at + 1, memory_order_release);
        if (item < 0) return NULL;
        total = total * 31 + item;
    }
}

static void put(int item) {
    unsigned at = atomic_load_explicit(&head, memory_order_relaxed);
    while (at - atomic_load_explicit(&tail, memory_order_acquire) == SIZE) {}
    ring[at % SIZE] = item;  // midas: no-race
    atomic_store_explicit(&head, at + 1, memory_order_release);
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, consume, NULL);
    for (int i = 0; i < 1000; i++) put(i);
    put(-1);
    pthread_join(thread, NULL);
    printf("%ld\n", total);  // midas: output deterministic
}
