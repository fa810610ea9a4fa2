#include <stdatomic.h>
#include <stdio.h>

int main(void) {
    atomic_int a = 5;
    atomic_fetch_add(&a, 3);
    int old = atomic_exchange(&a, 20);
    int expected = 19;
    int ok = atomic_compare_exchange_strong(&a, &expected, 1);
    printf("%d %d %d\n", old, ok, expected);
    ok = atomic_compare_exchange_strong(&a, &expected, 1);
    printf("%d %d\n", ok, atomic_load(&a));
    a++;
    a += 10;
    a |= 64;
    int r = a--;
    printf("%d %d\n", r, a);
    _Atomic unsigned char c = 250;
    c += 10;
    _Atomic double d = 1.5;
    d *= 2;
    printf("%d %g\n", c, d);
    atomic_flag f = ATOMIC_FLAG_INIT;
    printf("%d ", atomic_flag_test_and_set(&f));
    printf("%d\n", atomic_flag_test_and_set(&f));
    atomic_flag_clear(&f);
    _Atomic(int *) p = 0;
    int xs[3] = {7, 8, 9};
    atomic_store_explicit(&p, xs, memory_order_release);
    atomic_fetch_add(&p, 2);
    printf("%d\n", *atomic_load_explicit(&p, memory_order_acquire));
    atomic_thread_fence(memory_order_seq_cst);
    return 0;
}
