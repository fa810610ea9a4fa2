// One handler with what is computed again: branches, loops, early exits, calls, arrays, structures.
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int foo[100], bar[200], baz[100];
int total, counter;
static struct {
    long drawn;
    int last;
} session;
static struct row {
    long stamp;
    int used;
    struct {
        int a[3];
    } in;
} rows[7];
static double mean;
static unsigned char key[16];

static int scale(int v) { return v % 1000 * 3 + 1; }

static int unrelated(int v) {
    int sum = 0;
    for (int i = 0; i < v; i++) sum += i;
    return sum;
}

int handle(int n) {
    int k = 0, m;
    int spent = unrelated(n);
    counter++;
    if (n == 0)
        return 1;
    for (int j = 0; j < n; j++) {
        foo[j] = (int)random();
        if (foo[j] % 2 && n > 3) {
            bar[j + 100] = foo[j] + counter;
        } else
            bar[j] = scale(foo[j]);
        baz[j] = baz[j] + 10;
        if (foo[j] % 17 == 0)
            break;
    }
    while (k < 3)
        k++;
    do {
        m = k--;
    } while (k);
    session.drawn = rand();
    session.last = n;
    rows[n % 7].stamp = session.drawn * 2 + rand();
    rows[n % 7].in.a[n % 3] = (int)random();
    rows[n % 7].used = 1;
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (unsigned char)random();
    total += foo[0] % 2 ? m : spent % 2;
    mean = sqrt((double)foo[0]);
    if (total % 3 == 0)
        return 2;
    total += counter;
    return 0;
}

// All of the memory, for who compares.
size_t state(unsigned char *bytes) {
    unsigned char *next = bytes;
#define ADD(x) (memcpy(next, &(x), sizeof(x)), next += sizeof(x))
    ADD(foo);
    ADD(bar);
    ADD(baz);
    ADD(total);
    ADD(counter);
    ADD(session.drawn);
    ADD(session.last);
    for (int i = 0; i < 7; i++) {
        ADD(rows[i].stamp);
        ADD(rows[i].used);
        ADD(rows[i].in);
    }
    ADD(mean);
    ADD(key);
    return (size_t)(next - bytes);
}
