// One replica of a tier whose registration midas has generated, and its client.
//
//   replica serve FOLDER TIER ID FOUNDING TECHNIQUE TRACE   serves until SIGTERM, then writes TRACE
//                                                           and prints its figures
//   replica ask FOLDER TIER COUNT HANDLER…                  COUNT requests, to one after another, each
//                                                           followed by a look
//
// A look is an ordered request that keeps a copy of all state: the trace holds the state after every
// request, so that the traces of replicas can be compared byte for byte.
//
// Compiled with -DREGISTER=midas_register_….
#define _GNU_SOURCE
#include <midas.h>

#include "midas_compensation.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

size_t state(unsigned char *bytes);

enum { LOOK = 1, ROOM = 64 << 20 };

// Not part of the program's own memory, which may be tracked as a whole.
struct trace {
    size_t count;
    int is_second;
    unsigned char bytes[];
};

static struct trace *trace;
static midas_runtime *runtime;

// For servers that want to be changed in one replica alone, behind the runtime's back.
int meddles(void);
int meddles(void) { return getenv("MIDAS_MEDDLE") && trace->is_second; }

static void look(void *context, const void *arguments, size_t count) {
    (void)context;
    (void)arguments;
    (void)count;
    if (trace->count < ROOM / 2)
        trace->count += state(trace->bytes + trace->count);
}

static void stop(int number) {
    (void)number;
    midas_stop(runtime);
}

static int fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, midas_error_message());
    return 1;
}

static int write_trace(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    size_t written = 0;
    while (file >= 0 && written < trace->count) {
        ssize_t more = write(file, trace->bytes + written, trace->count - written);
        if (more <= 0)
            return 1;
        written += (size_t)more;
    }
    return file < 0 || close(file) != 0;
}

static int serve(char **words) {
    midas_config config = {0};
    config.size = sizeof config;
    config.abi_version = MIDAS_ABI_VERSION;
    config.folder = words[0];
    config.ring = "tiers";
    config.tier = (uint32_t)atoi(words[1]);
    config.replica = (uint32_t)atoi(words[2]);
    config.founding_members = (uint32_t)atoi(words[3]);
    config.technique = (uint32_t)atoi(words[4]);
    trace = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
    if (trace == MAP_FAILED)
        return 1;
    trace->is_second = config.replica == 1;
    runtime = midas_create(&config);
    if (!runtime)
        return fail("create");
    midas_handler looking = {0};
    looking.size = sizeof looking;
    looking.id = LOOK;
    looking.function = look;
    looking.is_deterministic = 1;
    static const midas_place *const none[] = {0};
    midas_compensation nothing = {sizeof nothing, none, none, 0, 0, 0, 0};
    looking.compensation = &nothing;
    if (REGISTER(runtime) != MIDAS_OK || midas_handle(runtime, &looking) != MIDAS_OK)
        return fail("register");
    signal(SIGTERM, stop);
    // Who starts this may have blocked it.
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &wanted, NULL);
    srandom(config.replica + 1);
    srand(config.replica + 1);
    if (midas_run(runtime) != MIDAS_OK)
        return fail("run");
    look(NULL, NULL, 0);
    midas_figures done = {0};
    done.size = sizeof done;
    midas_measure(runtime, &done);
    static const char *const names[] = {"segments", "own",     "copied", "computed", "rerun", "injected",
                                        "records",  "bytes",   "draws",  "values",   "state"};
    const uint64_t figures[] = {done.segments, done.own,     done.copied, done.computed,
                                done.rerun,    done.injected, done.records, done.record_bytes,
                                done.draws,    done.value_bytes, done.state_bytes};
    for (size_t index = 0; index < sizeof names / sizeof *names; index++)
        printf("%s %llu ", names[index], (unsigned long long)figures[index]);
    midas_destroy(runtime);
    return write_trace(words[5]);
}

static int ask(char **words, int handlers) {
    static const int numbers[] = {3, 8, 0, 5, 1, 7, 2, 6, 4};
    midas_client *client = midas_client_open(words[0], "tiers", (uint32_t)atoi(words[1]), 20000);
    if (!client)
        return fail("open");
    for (int index = 0; index < atoi(words[2]); index++) {
        int n = numbers[(index + index / 9) % 9];
        unsigned char reply[64];
        size_t size;
        uint32_t handler = (uint32_t)strtoul(words[3 + index % handlers], NULL, 10);
        if (midas_client_call(client, handler, &n, sizeof n, reply, sizeof reply, &size, 20000) ||
            midas_client_call(client, LOOK, NULL, 0, reply, sizeof reply, &size, 20000))
            return fail("ask");
    }
    midas_client_close(client);
    return 0;
}

int main(int count, char **words) {
    if (count == 8 && strcmp(words[1], "serve") == 0)
        return serve(words + 2);
    if (count > 5 && strcmp(words[1], "ask") == 0)
        return ask(words + 2, count - 5);
    return 64;
}
