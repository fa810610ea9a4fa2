// midas-flags: -pthread
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static int table[4];
static int sum[2];    // midas: superficial

static void fill(void) {
    for (int i = 0; i < 4; i++) table[i] = i * i;  // midas: no-race
}

static int worker(void *id) {
    call_once(&once, fill);
    sum[*(int *)id] = table[3];  // midas: no-race; no-source
    return 0;
}

int main(void) {
    thrd_t threads[2];
    int ids[2];
    for (int i = 0; i < 2; i++) {
        ids[i] = i;
        thrd_create(&threads[i], worker, &ids[i]);
    }
    for (int i = 0; i < 2; i++) thrd_join(threads[i], 0);
    return 0;
}
