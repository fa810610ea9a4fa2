// midas-flags: -std=c11 -pthread
#include <threads.h>

static int last;  // midas: pure

static int worker(void *id) {
    last = (int)(long)id;  // midas: source scheduling effective; race
    return 0;
}

int main(void) {
    thrd_t a, b;
    thrd_create(&a, worker, (void *)1);
    thrd_create(&b, worker, (void *)2);
    thrd_join(a, 0);
    thrd_join(b, 0);
    return 0;
}
