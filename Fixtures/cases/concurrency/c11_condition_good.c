// midas-flags: -pthread
#include <threads.h>

static mtx_t lock;
static cnd_t changed;
static int ready;
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static int producer(void *unused) {
    (void)unused;
    data = 42;  // midas: no-race; no-source
    mtx_lock(&lock);
    ready = 1;  // midas: no-race
    cnd_signal(&changed);
    mtx_unlock(&lock);
    return 0;
}

static int consumer(void *unused) {
    (void)unused;
    mtx_lock(&lock);
    while (!ready) cnd_wait(&changed, &lock);  // midas: no-race; no-source
    mtx_unlock(&lock);
    copy = data;  // midas: no-race; no-source
    return 0;
}

int main(void) {
    thrd_t a, b;
    mtx_init(&lock, mtx_plain);
    cnd_init(&changed);
    thrd_create(&a, producer, 0);
    thrd_create(&b, consumer, 0);
    thrd_join(a, 0);
    thrd_join(b, 0);
    return 0;
}
