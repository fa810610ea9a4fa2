// A file that the program opens while it starts, by an argument or a literal that reaches the call
// through a parameter, is the same for all replicas; one that it opens for a request is not.
#include <stdio.h>

static int limit;     // midas: deterministic
static int reloaded;  // midas: pure

static int load(const char *path) {
    int value = 0;
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    fscanf(file, "%d", &value);
    fclose(file);
    return value;
}

static int reload(void) {
    int value = 0;
    FILE *file = fopen("limit.conf", "r");
    if (!file) return 0;
    fscanf(file, "%d", &value);  // midas: source input effective
    fclose(file);
    return value;
}

int main(int argc, char **argv) {
    char line[16];
    limit = load(argc > 1 ? argv[1] : "limit.conf");
    while (fgets(line, sizeof line, stdin)) reloaded = reload();
}
