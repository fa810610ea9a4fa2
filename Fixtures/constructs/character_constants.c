#include <stdio.h>

int main(void) {
    printf("%d %d %d %d\n", 'a', '\n', '\\', '\'');
    printf("%d %d %d %d\n", '\x7f', '\101', '\0', '\377');
    printf("%d\n", 'ab');
    char c = '\x80';
    printf("%d %d\n", c, (unsigned char)c);
    return 0;
}
