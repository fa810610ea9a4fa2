// Calls that are left as they are, each with what is said of it.
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define KEEP(x) do { x = time(0); } while (0) // refused: SETNOW
#define INVOKE(f, a) f(a)

static long kept, invoked, inside;
static char *home;
static struct timeval times[2];
static int next;

static struct timeval *place(void) { return &times[next++ % 2]; }

int main(void) {
    KEEP(kept); // not recorded: time
    invoked = INVOKE(time, 0); // not recorded: time
    home = getenv("HOME"); // not recorded: getenv
    gettimeofday(place(), NULL); // not recorded: gettimeofday
    inside = (long)&inside; // not recorded: address
    printf("%d %d\n", kept > 0, invoked > 0);
    return home == NULL && inside == 0;
}
