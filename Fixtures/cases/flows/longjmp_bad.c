#include <setjmp.h>
#include <stdlib.h>

static jmp_buf back;
int failed;  // midas: contaminated

static void attempt(void) {
    if (rand() & 1) longjmp(back, 1);  // midas: source random effective
}

void handle(void) {
    if (setjmp(back) == 0)
        attempt();
    else
        failed = 1;
}
