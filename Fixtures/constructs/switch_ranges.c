#include <stdio.h>

int main(void) {
    const char *t = "aZ5 _\xC3";
    for (; *t; t++) {
        switch (*t) {
        case 'a' ... 'z': printf("lower "); break;
        case 'A' ... 'Z': printf("upper "); break;
        case '0' ... '9': printf("digit "); break;
        case -128 ... -1: printf("high "); break;
        default: printf("other ");
        }
    }
    printf("\n");
    unsigned u = 4000000000u;
    switch (u) { case 3999999999u ... 4100000000u: printf("big\n"); break; default: printf("small\n"); }
    switch (5L) { case 1 ... 3: printf("a\n"); break; case 4: printf("b\n"); }
    return 0;
}
