#include <pthread.h>
#include <stdio.h>

static __thread int local = 1;
_Thread_local int other = 7;
static void *work(void *unused) {
    local += 10;
    other++;
    return (void *)(long)(local * 100 + other);
}

int main(void) {
    local = 5;
    pthread_t t;
    void *r;
    pthread_create(&t, 0, work, 0);
    pthread_join(t, &r);
    printf("%d %ld %d\n", local, (long)r, other);
    return 0;
}
