#include <stdio.h>
#include <string.h>
#include <time.h>

static long stamp;  // midas: pure
static int hits;    // midas: deterministic

static void on_time(const char *rest) {
    (void)rest;
    stamp = time(0);  // midas: source clock effective
}
static void on_hit(const char *rest) {
    (void)rest;
    hits++;
}

static const struct {
    const char *name;
    void (*handle)(const char *);
} commands[] = {{"time", on_time}, {"hit", on_hit}};

int main(void) {
    char line[128];
    while (fgets(line, sizeof line, stdin))
        for (unsigned i = 0; i < 2; i++)
            if (strncmp(line, commands[i].name, strlen(commands[i].name)) == 0)
                commands[i].handle(line);
    return 0;
}
