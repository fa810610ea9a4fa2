#include <signal.h>
#include <setjmp.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>
#include <time.h>

static volatile sig_atomic_t reload;  /* midas: pure */
static int generation;                /* midas: contaminated */
static int handled;                   /* midas: deterministic */
static jmp_buf env;
static int failures;                  /* midas: contaminated */
static int done;                      /* midas: deterministic */

static void on_hup(int s) { reload = 1; }  /* midas: source signal effective */

static void risky(int v) {
    if (random() % 3 == 0) longjmp(env, 1); /* midas: source random effective */
}

int main(void) {
    char line[128];
    signal(SIGHUP, on_hup);
    while (fgets(line, sizeof line, stdin)) {
        if (reload) {
            generation++;
            reload = 0;
        }
        if (setjmp(env) == 0)
            risky(1);
        else
            failures++;
        handled++;
        done = 1;
    }
    return 0;
}
