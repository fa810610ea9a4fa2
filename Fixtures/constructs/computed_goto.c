#include <stdio.h>

int main(void) {
    static void *table[] = {&&add, &&mul, &&dec, &&stop};
    int program[] = {0, 0, 1, 2, 1, 3}, *pc = program, acc = 1;
    goto *table[*pc++];
    add: acc += 5; goto *table[*pc++];
    mul: acc *= 3; goto *table[*pc++];
    dec: acc--; goto *table[*pc++];
    stop: printf("%d\n", acc);
    void *p = &&end;
    goto *p;
    printf("skipped\n");
    end:;
    return 0;
}
