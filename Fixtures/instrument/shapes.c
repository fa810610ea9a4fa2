// Calls of every shape that is recorded. Prints what is the same in every run.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NOW() time(NULL)
#define CLOCK (clock())

static long drawn, stamp, spent, joined[4];
static struct timeval wall;
static struct timespec precise;
static char key[16];
static char host[64];
static unsigned char seed[8];
static pid_t self;
static double load;

struct server {
    struct timespec started;
    int numbers[3];
};
static struct server server;

static long twice(long a, long b) { return a > b ? a : b; }

static int read_random(void) {
    int file = open("/dev/urandom", O_RDONLY);
    if (file < 0)
        return 0;
    ssize_t got = read(file, seed, sizeof seed);
    close(file);
    return got == sizeof seed;
}

static int conditions(int rounds) {
    int heads = 0;
    for (int i = 0; i < rounds && random() >= 0; i++)
        if (rand() >= 0 && (random() % 2 == 0 || rand() % 2 == 0))
            heads++;
    while (heads > rounds)
        heads--;
    return heads;
}

static void outputs(struct server *s) {
    clock_gettime(CLOCK_MONOTONIC, &s->started);
    for (int i = 0; i < 3; i++) s->numbers[i] = (int)(random() % 1000);
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0) abort();
    gettimeofday(&wall, NULL);
}

int main(void) {
    drawn = random();
    stamp = NOW();
    spent = CLOCK;
    joined[random() % 4] = twice(
        random(), // one
        random());
    self = getpid();
    ssize_t filled = getrandom(key, sizeof key, 0);
    gethostname(host, sizeof host);
    load = (double)random() / 2;
    outputs(&server);
    int heads = conditions(100);
    printf("%d %d %d %d\n", drawn >= 0, stamp > 1000000000, spent >= 0, self > 0);
    printf("%d %d %d\n", filled == (ssize_t)sizeof key, host[0] != 0, read_random());
    printf("%d %d %d\n", wall.tv_sec >= stamp, precise.tv_sec >= stamp, load >= 0);
    printf("%d %d\n", server.started.tv_sec >= 0, heads >= 0 && heads <= 100);
    printf("line %d\n", __LINE__);
    return 0;
}
