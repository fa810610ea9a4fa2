// A copy into an array member ends with it, whatever says how long it is.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
    int port;        // midas: deterministic
    char name[32];   // midas: pure
    int verbose;     // midas: deterministic
    char path[64];   // midas: pure
    int level;       // midas: deterministic
};
static struct settings settings;

int main(void) {
    char line[64];
    settings.port = 80;
    settings.verbose = 1;
    settings.level = 2;
    const char *name = getenv("NAME");  // midas: source environment effective
    const char *path = getenv("WHERE"); // midas: source environment effective
    if (!name || !path) return 1;
    strncpy(settings.name, name, sizeof settings.name - 1);
    memcpy(settings.path, path, strlen(path) + 1);
    while (fgets(line, sizeof line, stdin)) printf("%d %s", settings.port, line);
}
