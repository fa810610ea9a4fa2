// midas-flags: -pthread
#include <pthread.h>

static pthread_mutex_t red = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t blue = PTHREAD_MUTEX_INITIALIZER;
static int total;  // midas: pure

static void *first(void *unused) {
    pthread_mutex_lock(&red);
    total++;  // midas: source scheduling effective; race
    pthread_mutex_unlock(&red);
    return unused;
}

static void *second(void *unused) {
    pthread_mutex_lock(&blue);
    total++;  // midas: source scheduling effective; race
    pthread_mutex_unlock(&blue);
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, first, 0);
    pthread_create(&b, 0, second, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
