#include <stdio.h>

int main(void) {
    char from[] = "the quick brown fox jumps", to[40] = {0};
    int count = sizeof from;
    char *d = to, *s = from;
    int n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { *d++ = *s++;
    case 7: *d++ = *s++;
    case 6: *d++ = *s++;
    case 5: *d++ = *s++;
    case 4: *d++ = *s++;
    case 3: *d++ = *s++;
    case 2: *d++ = *s++;
    case 1: *d++ = *s++;
            } while (--n > 0);
    }
    printf("%s\n", to);
    return 0;
}
