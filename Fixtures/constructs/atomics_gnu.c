#include <stdio.h>

int main(void) {
    int a = 10;
    printf("%d ", __atomic_fetch_add(&a, 5, __ATOMIC_SEQ_CST));
    printf("%d ", __atomic_add_fetch(&a, 5, __ATOMIC_RELAXED));
    printf("%d ", __atomic_sub_fetch(&a, 1, __ATOMIC_ACQ_REL));
    printf("%d\n", __atomic_load_n(&a, __ATOMIC_ACQUIRE));
    __atomic_store_n(&a, 100, __ATOMIC_RELEASE);
    int e = 100, v;
    printf("%d ", __atomic_compare_exchange_n(&a, &e, 7, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    printf("%d ", __atomic_exchange_n(&a, 9, __ATOMIC_SEQ_CST));
    __atomic_load(&a, &v, __ATOMIC_SEQ_CST);
    printf("%d\n", v);
    printf("%d ", __atomic_fetch_or(&a, 6, __ATOMIC_SEQ_CST));
    printf("%d ", __atomic_and_fetch(&a, 12, __ATOMIC_SEQ_CST));
    printf("%d ", __atomic_fetch_nand(&a, 4, __ATOMIC_SEQ_CST));
    printf("%d\n", a);
    return 0;
}
