// midas-flags: -pthread
#include <pthread.h>

int flag;  // midas: superficial
int h;     // midas: pure

static void *setter(void *unused) {
    flag = 1;  // midas: race
    return unused;
}

static void *reader(void *unused) {
    h = flag;  // midas: source scheduling effective; race
    return unused;
}

int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, setter, 0);
    pthread_create(&b, 0, reader, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
