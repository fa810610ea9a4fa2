// midas-flags: -pthread
// Ten objects of as many types go through one table of untyped pointers: what a thread does to a member
// behind such a pointer, it does to that member, and the first thread may be at that too.
#include <pthread.h>
#include <stdio.h>

struct tally { long tallyValue; };
struct count { unsigned long countValue; };
struct rate { double rateValue; };
struct span { long spanValue; };
struct rank { unsigned long rankValue; };
struct size { double sizeValue; };
struct mark { long markValue; };
struct kind { unsigned long kindValue; };
struct mode { double modeValue; };
struct level { long levelValue; };

static struct tally tally;
static struct count count;
static struct rate rate;
static struct span span;
static struct rank rank;
static struct size size;
static struct mark mark;
static struct kind kind;
static struct mode mode;
static struct level level;
static void *table[10];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void set(int slot, void *object) { table[slot] = object; }
static void *get(int slot) { return table[slot]; }

static void *worker(void *argument) {
    struct tally *mine = get(0);
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&lock);
        mine->tallyValue += i;  // midas: race
        pthread_mutex_unlock(&lock);
    }
    return argument;
}

int main(void) {
    pthread_t threads[2];
    set(0, &tally);
    set(1, &count);
    set(2, &rate);
    set(3, &span);
    set(4, &rank);
    set(5, &size);
    set(6, &mark);
    set(7, &kind);
    set(8, &mode);
    set(9, &level);
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], 0, worker, 0);
    tally.tallyValue = 1;  // midas: race; source scheduling effective
    count.countValue = 0;  // midas: no-race
    rate.rateValue = 1;  // midas: no-race
    span.spanValue = 2;  // midas: no-race
    rank.rankValue = 3;  // midas: no-race
    size.sizeValue = 4;  // midas: no-race
    mark.markValue = 5;  // midas: no-race
    kind.kindValue = 6;  // midas: no-race
    mode.modeValue = 7;  // midas: no-race
    level.levelValue = 8;  // midas: no-race
    for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
    printf("%ld\n", tally.tallyValue);
    return 0;
}
