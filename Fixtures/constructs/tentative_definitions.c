#include <stdio.h>

int x;
int x;
int y = 4;
extern int y;
int z[3];
static int hidden;
void set(void);
static int hidden;
void set(void) { y = x + hidden; }

int main(void) {
    printf("%d %d %d\n", x, y, z[2]);
    x = 5;
    set();
    printf("%d %d\n", x, y);
    return 0;
}
