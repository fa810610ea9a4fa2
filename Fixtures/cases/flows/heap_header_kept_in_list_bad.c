#include <stdlib.h>
#include <time.h>

/* The allocator and the list know the header only; one user knows the record. */
struct job {
    struct job *next;
    int kind;
};
struct timed_job {
    struct job header;
    long deadline;  // midas: pure
};

static struct job *jobs;
static long earliest;  // midas: contaminated

static void push(size_t size, int kind) {
    struct job *job = malloc(size);
    job->kind = kind;
    job->next = jobs;
    jobs = job;
}

void handle(int kind) {
    push(kind ? sizeof(struct timed_job) : sizeof(struct job), kind);
    for (struct job *job = jobs; job; job = job->next) {
        if (job->kind == 0) continue;
        struct timed_job *timed = (struct timed_job *)job;
        timed->deadline = time(NULL) + 10;  // midas: source clock effective
        earliest = timed->deadline;
    }
}
