#include <stdio.h>
#include <string.h>

int main(void) {
    char s[20] = "abc";
    const char *t = "def" "ghi";
    char u[3] = "xyz";
    printf("%s %s %c%c%c\n", s, t, u[0], u[1], u[2]);
    strcat(s, t);
    printf("%s %zu %d\n", s, strlen(s), strcmp(s, "abcdefghi"));
    char *p = strchr(s, 'e');
    *p = 'E';
    printf("%s %s\n", p, strstr(s, "gh"));
    printf("%d %d\n", "\x41\102\n"[0], "\0a"[1]);
    printf("%zu %d\n", sizeof "four", memcmp("abc", "abd", 3) < 0);
    return 0;
}
