// midas-flags: -std=c11 -pthread
#include <threads.h>

static mtx_t lock;
static int total;  // midas: superficial

static int worker(void *unused) {
    mtx_lock(&lock);
    total++;  // midas: no-race
    mtx_unlock(&lock);
    return unused != 0;
}

int main(void) {
    thrd_t a, b;
    mtx_init(&lock, mtx_plain);
    thrd_create(&a, worker, 0);
    thrd_create(&b, worker, 0);
    thrd_join(a, 0);
    thrd_join(b, 0);
    return 0;
}
