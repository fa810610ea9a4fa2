#include <stdarg.h>
#include <time.h>

long total;  // midas: pure

static long sum(int n, ...) {
    va_list list;
    long result = 0;
    va_start(list, n);
    for (int i = 0; i < n; i++) result += va_arg(list, long);
    va_end(list);
    return result;
}

void handle(void) {
    total = sum(2, 1L, (long)time(0));  // midas: source clock effective
}
