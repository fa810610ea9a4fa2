#include <stdio.h>

int main(void) {
    int a = 1;
    printf("%d ", __sync_fetch_and_add(&a, 4));
    printf("%d ", __sync_add_and_fetch(&a, 4));
    printf("%d ", __sync_sub_and_fetch(&a, 2));
    printf("%d ", __sync_fetch_and_or(&a, 16));
    printf("%d\n", __sync_and_and_fetch(&a, 24));
    printf("%d ", __sync_bool_compare_and_swap(&a, 16, 3));
    printf("%d ", __sync_val_compare_and_swap(&a, 3, 4));
    printf("%d ", __sync_lock_test_and_set(&a, 8));
    __sync_lock_release(&a);
    __sync_synchronize();
    printf("%d\n", a);
    unsigned long l = 5;
    __sync_fetch_and_add(&l, 1);
    printf("%lu\n", l);
    return 0;
}
