#include <stdio.h>

int limit;   // midas: deterministic
int uptime;  // midas: pure

int main(void) {
    FILE *f = fopen("server.conf", "r");
    if (f && fscanf(f, "%d", &limit) != 1) limit = 1;
    FILE *g = fopen("/proc/uptime", "r");
    if (g) fscanf(g, "%d", &uptime);  // midas: source environment effective
    return 0;
}
