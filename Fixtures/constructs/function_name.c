#include <stdio.h>

static void show(void) { printf("%s %s\n", __func__, __PRETTY_FUNCTION__); }

int main(void) {
    printf("%s %s\n", __func__, __FUNCTION__);
    show();
    printf("%zu %d\n", sizeof(__func__), __LINE__);
    return 0;
}
