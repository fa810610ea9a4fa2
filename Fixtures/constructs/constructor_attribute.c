#include <stdio.h>

static int state;
__attribute__((constructor)) static void start(void) {
    state = 42;
    printf("start\n");
}

int main(void) {
    printf("main %d\n", state);
    return 0;
}
