#include <stdio.h>
#include <string.h>
#include <time.h>

/* The commands that a program starts with run before its first request, though one of the commands
   that the table holds might wait for input. */
static int total;   // midas: deterministic
static int lines;   // midas: deterministic

static int add(const char *argument) {
    total += argument[0];
    return 0;
}

static int clear(const char *argument) {
    total = argument[0] ? total : 0;
    return 0;
}

static int show(const char *argument) {
    fprintf(stderr, "%s %d\n", argument, total);
    return 0;
}

static int ask(const char *argument) {
    char answer[32];
    if (!fgets(answer, sizeof answer, stdin)) return 1;
    total += answer[0] + argument[0];
    return 0;
}

struct command {
    const char *name;
    int (*run)(const char *argument);
};

static const struct command commands[] = {
    {"add", add}, {"clear", clear}, {"show", show}, {"ask", ask}};

static int run(const char *line) {
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strncmp(line, commands[i].name, strlen(commands[i].name)) == 0)
            return commands[i].run(line);
    return 1;
}

int main(void) {
    static const char *const script[] = {"clear", "add", "show"};
    char line[64];
    unsigned mark = 0;  // midas: deterministic
    for (int i = 0; i < 3; i++) {
        mark = mark * 31 + (unsigned)time(NULL);  // midas: source clock superficial
        run(script[i]);
    }
    fprintf(stderr, "started %u\n", mark);
    while (fgets(line, sizeof line, stdin)) {
        lines++;
        run(line);
    }
    return 0;
}
