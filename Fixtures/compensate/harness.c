// Runs a handler in two processes with different random numbers, makes the second equal to the first,
// by copying state or by running generated code again, and compares all of their memory.
//
//   harness copy|again REQUESTS    ends with 0 if it is equal after every request
#include "midas_compensate.h"
#include "midas_compensation.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int handle(int n);
size_t state(unsigned char *bytes);
// Null where midas generates nothing that runs again.
int midas_reexecute_front_handle_0(const void *before, const void *record, size_t count, int n)
    __attribute__((weak));
void midas_before_save_front_handle_0(void *bytes) __attribute__((weak));

static unsigned char record[1 << 20];
static size_t recorded;

void midas_record_bytes(uint32_t site, void *bytes, size_t count);
uint64_t midas_record_slow(uint32_t site, uint64_t value);

void midas_record_bytes(uint32_t site, void *bytes, size_t count) {
    if (midas_is_replaying()) {
        midas_replay_memory(site, bytes, count);
        return;
    }
    uint32_t header[2] = {site, (uint32_t)count};
    memcpy(record + recorded, header, 8);
    memcpy(record + recorded + 8, bytes, count);
    recorded += 8 + (count + 7) / 8 * 8;
}

uint64_t midas_record_slow(uint32_t site, uint64_t value) {
    if (midas_is_replaying())
        return midas_replay_word(site);
    midas_record_bytes(site, &value, 8);
    return value;
}

static int send(int out, const void *bytes, size_t count) {
    return write(out, &count, sizeof count) == sizeof count &&
           (count == 0 || write(out, bytes, count) == (ssize_t)count);
}

static size_t receive(int in, void *bytes) {
    size_t count = 0, got = 0;
    if (read(in, &count, sizeof count) != sizeof count)
        return 0;
    while (got < count) {
        ssize_t more = read(in, (char *)bytes + got, count - got);
        if (more <= 0)
            return got;
        got += (size_t)more;
    }
    return count;
}

static unsigned char places[1 << 16], before[1 << 16], mine[1 << 16], theirs[1 << 16];

static int arguments[] = {3, 8, 0, 5, 1, 7, 2, 6, 4};

static int chosen(int out, int requests) {
    srandom(1);
    for (int i = 0; i < requests; i++) {
        recorded = 0;
        handle(arguments[i % 9]);
        midas_save_front_handle(places);
        if (!send(out, record, recorded) || !send(out, places, midas_size_front_handle()) ||
            !send(out, mine, state(mine)))
            return 1;
    }
    return 0;
}

static int other(int in, int requests, int copies) {
    int differed = 0;
    srandom(2);
    for (int i = 0; i < requests; i++) {
        int n = arguments[i % 9];
        if (midas_before_save_front_handle_0)
            midas_before_save_front_handle_0(before);
        else if (!copies)
            return 9;
        handle(n);
        recorded = receive(in, record);
        receive(in, places);
        size_t count = receive(in, theirs);
        if (count != state(mine))
            return 2;
        differed += memcmp(mine, theirs, count) != 0;
        if (copies)
            midas_load_front_handle(places);
        else if (midas_reexecute_front_handle_0(before, record, recorded, n) != 0)
            return 3;
        state(mine);
        if (memcmp(mine, theirs, count) != 0)
            return 4;
    }
    return differed > 0 ? 0 : 5;
}

int main(int count, char **words) {
    int ends[2], status = 0;
    if (count != 3 || pipe(ends) != 0)
        return 64;
    int requests = atoi(words[2]);
    signal(SIGPIPE, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        _exit(other(ends[0], requests, strcmp(words[1], "copy") == 0));
    }
    close(ends[0]);
    int failed = chosen(ends[1], requests);
    waitpid(child, &status, 0);
    if (!WIFEXITED(status))
        return 7;
    return WEXITSTATUS(status) ? WEXITSTATUS(status) : failed ? 6 : 0;
}
