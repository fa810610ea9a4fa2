// Lock-step game: all peers simulate the same inputs.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#define UNITS 64
#define WORLD 1024

struct unit {
    int alive;            // midas: deterministic
    int32_t x, y;         // midas: x=deterministic, y=deterministic
    int32_t hp;           // midas: contaminated
    int target;           // midas: contaminated
    uint32_t seen;        // midas: pure
};

static struct unit units[UNITS];
static uint32_t rng = 12345;      // midas: deterministic
static uint32_t frame;            // midas: deterministic
static uint32_t checksum;         // midas: contaminated
static long slow_frames;          // midas: contaminated
static struct unit *selected[UNITS];
static int selected_count;        // midas: deterministic

static uint32_t next(void) {
    rng = rng * 1664525u + 1013904223u;
    return rng >> 8;
}

static int by_address(const void *a, const void *b) {
    const struct unit *x = *(struct unit *const *)a, *y = *(struct unit *const *)b;
    return x->x != y->x ? x->x - y->x : (x < y ? -1 : x > y);
}

static uint32_t now_us(void) {
    struct timeval t;
    gettimeofday(&t, NULL);       // midas: source clock effective
    return (uint32_t)(t.tv_sec * 1000000 + t.tv_usec);
}

static void spawn(int i) {
    units[i].alive = 1;
    units[i].x = next() % WORLD;
    units[i].y = next() % WORLD;
    units[i].hp = 100;
    units[i].target = -1;
}

static void choose_targets(uint32_t now) {
    for (int i = 0; i < UNITS; i++) {
        if (!units[i].alive) continue;
        units[i].seen = now;
        units[i].target = (units[i].seen & 1) ? (i + 1) % UNITS : (i + 2) % UNITS;
    }
}

static void fight(void) {
    for (int i = 0; i < UNITS; i++)
        if (units[i].alive && units[i].target >= 0) units[units[i].target].hp -= 1;
}

static void move_units(int dx, int dy) {
    for (int i = 0; i < UNITS; i++) {
        units[i].x = (units[i].x + dx + WORLD) % WORLD;
        units[i].y = (units[i].y + dy + WORLD) % WORLD;
    }
}

static void select_near(int x, int y) {
    selected_count = 0;
    for (int i = 0; i < UNITS; i++)
        if (abs(units[i].x - x) < 50 && abs(units[i].y - y) < 50)
            selected[selected_count++] = &units[i];
    qsort(selected, selected_count, sizeof selected[0], by_address);
}

int main(void) {
    char verb;
    int a, b;
    for (int i = 0; i < UNITS; i++) spawn(i);
    while (scanf(" %c %d %d", &verb, &a, &b) == 3) {
        uint32_t start = now_us();
        frame++;
        switch (verb) {
        case 'm': move_units(a, b); break;
        case 's': select_near(a, b); break;
        case 'f':
            choose_targets(start);
            fight();
            break;
        }
        checksum = 0;
        for (int i = 0; i < UNITS; i++)
            checksum = checksum * 31 + (uint32_t)units[i].x + (uint32_t)units[i].hp;
        if (now_us() - start > 16000) slow_frames++;
        printf("%u %u\n", frame, checksum);   // midas: output contaminated
    }
    return 0;
}
