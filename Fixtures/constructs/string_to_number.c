#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    char *end;
    printf("%d %ld %ld\n", atoi("42x"), strtol("-0x1F;", &end, 0), strtol("777", 0, 8));
    printf("%c %.3f %lu\n", *end, strtod("2.5e1abc", &end), strtoul("4000000000", 0, 10));
    printf("%s\n", end);
    char text[] = "a,b;;c";
    for (char *t = strtok(text, ",;"); t; t = strtok(0, ",;")) printf("<%s>", t);
    printf("\n");
    return 0;
}
