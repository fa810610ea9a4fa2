#include <stdio.h>

int main(void) {
    int n = 100;
    typedef int row[n / 10];
    row r;
    r[9] = 3;
    printf("%zu %d\n", sizeof(row), r[9]);
    return 0;
}
