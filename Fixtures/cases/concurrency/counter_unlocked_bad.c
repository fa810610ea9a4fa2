// midas-flags: -pthread
#include <pthread.h>

static int counter;  // midas: pure

static void *worker(void *unused) {
    for (int i = 0; i < 1000; i++) counter++;  // midas: source scheduling effective; race
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, worker, 0);
    pthread_create(&b, 0, worker, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
