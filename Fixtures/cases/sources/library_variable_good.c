// Nothing has set the library's variable from outside.
#include <getopt.h>
#include <stdio.h>

static int first;  // midas: deterministic

int main(int argc, char **argv) {
    char line[64];
    while (getopt(argc, argv, "v") != -1) continue;
    first = optind;
    while (fgets(line, sizeof line, stdin)) puts(line);
}
