// midas-flags: -pthread
// Threads return objects of their own, added up in the order of creation.
#include <pthread.h>
#include <stdlib.h>

struct part {
    long sum;     // midas: deterministic
    int first;    // midas: deterministic
};

static long total;       // midas: deterministic

static void *add(void *argument) {
    int first = *(int *)argument;
    struct part *part = malloc(sizeof *part);
    part->sum = 0;
    part->first = first;
    for (int i = 0; i < 100; i++) part->sum += first + i;
    return part;
}

int main(void) {
    pthread_t threads[4];
    int firsts[4];
    for (int i = 0; i < 4; i++) {
        firsts[i] = 100 * i;
        pthread_create(&threads[i], 0, add, &firsts[i]);
    }
    for (int i = 0; i < 4; i++) {
        void *value;
        pthread_join(threads[i], &value);
        struct part *part = value;
        total += part->sum;
        free(part);
    }
    return 0;
}
