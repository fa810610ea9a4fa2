// midas.h: what a repaired tier links. C99 and C++.
//
// A process becomes one replica of a tier: `midas_create`, `midas_handle` for every handler,
// `midas_run`. Handlers get the same requests in the same order in every replica; what they draw
// goes through `midas_record_*`, what they write is announced with `midas_touch`, and what they
// keep from the heap comes from `midas_malloc`. The runtime prints nothing, installs no signal
// handlers and never calls exit.
//
// Threads: a runtime belongs to the thread that calls `midas_run`; handlers run on that thread, on
// stacks of the runtime. `midas_stop` may be called from any thread and from signal handlers.
// A client belongs to one thread at a time.
#ifndef MIDAS_H
#define MIDAS_H

#include <stddef.h>
#include <stdint.h>

#include "midas_compensate.h"
#include "midas_record.h"

#ifdef __cplusplus
extern "C" {
#endif

// Layout of everything below; a program and a library of different versions refuse each other.
#define MIDAS_ABI_VERSION 2u

typedef struct midas_runtime midas_runtime;
typedef struct midas_client midas_client;

// Results of functions that can fail.
#define MIDAS_OK 0
#define MIDAS_INVALID 1   // an argument is wrong
#define MIDAS_SYSTEM 2    // a system call failed
#define MIDAS_REFUSED 3   // the ring does not want this replica
#define MIDAS_DIVERGED 4  // this replica could not be made equal to the chosen one
#define MIDAS_LOST 5      // nobody answers any more
#define MIDAS_EXPIRED 6   // the session is not known any more

// Why the last call on this thread failed, in one line; never NULL. Valid until the next call.
const char *midas_error_message(void);

// How a replica that was not chosen becomes equal to the one that was.
#define MIDAS_AUTOMATIC 0u    // each segment by what was generated as cheaper
#define MIDAS_REEXECUTE 1u    // computes it again from the chosen one's draws
#define MIDAS_CHECKPOINT 2u   // takes over what differs, as far as the segment wrote it
#define MIDAS_WHOLE_STATE 3u  // takes over all state; for comparison
#define MIDAS_VANILLA 4u      // does not; for comparison

typedef struct midas_config {
    size_t size;              // sizeof(midas_config)
    uint32_t abi_version;     // MIDAS_ABI_VERSION
    const char *folder;       // where the members of the ring meet; made where it is missing
    const char *ring;         // its name: members of other rings are refused
    uint32_t replica;         // unique among all replicas that the ring ever had
    uint32_t tier;            // 0 to 63
    uint32_t founding_members;  // members that must have come before a new ring starts
    size_t stack_size;        // of one request; 0: 256 KiB
    uint32_t technique;       // MIDAS_AUTOMATIC, …; the same in all replicas of the tier
    uint32_t verifies;        // nonzero, or MIDAS_VERIFY=1 in the environment: replicas compare their
                              // tracked state before each segment and leave where it differs
} midas_config;

// Makes a replica. NULL on failure.
midas_runtime *midas_create(const midas_config *config);

// Adds a handler; before `midas_run`.
int midas_handle(midas_runtime *runtime, const midas_handler *handler);

// Tracks all static storage of the program's own file, and what `midas_heap_…` gave out, instead of
// places by name; before `midas_run`. Only for programs that lie at a fixed address (-no-pie) and are
// linked with the runtime as a shared library. MIDAS_INVALID where that is not so.
int midas_track_image(midas_runtime *runtime);

// Serves until `midas_stop`, or until the replica has to leave.
int midas_run(midas_runtime *runtime);

// Makes `midas_run` return soon. Any thread; async-signal-safe.
void midas_stop(midas_runtime *runtime);

// Frees what `midas_create` made; not while `midas_run` runs.
void midas_destroy(midas_runtime *runtime);

// Inside handlers ---------------------------------------------------------------------------------

// Sets the reply of the current request; the last one counts.
void midas_reply(const void *bytes, size_t count);

// Calls a handler of a tier, this one included, and waits for the reply, which stays valid until
// the handler's next call or its end. MIDAS_LOST: the tier has no member left.
int midas_call(uint32_t tier, uint32_t handler, const void *arguments, size_t count,
               const void **reply, size_t *reply_count);

// Announces that the handler may change `count` bytes at `place`; before the first write of every
// segment (from a request or a nested reply to the next message out).
void midas_touch(void *place, size_t count);

// Heap memory that outlives the segment. Frees take effect when the segment is settled.
void *midas_malloc(size_t count);
void midas_free(void *block);

// Heap memory at the same addresses in every replica, part of a tracked image: the program's
// allocation functions are linked to these. Any thread; the addresses are the same only where
// threads do not allocate in different orders.
void *midas_heap_malloc(size_t count);
void *midas_heap_calloc(size_t count, size_t size);
void *midas_heap_realloc(void *block, size_t count);
void *midas_heap_aligned(size_t alignment, size_t count);
// Blocks of other allocators go to `free`.
void midas_heap_free(void *block);

// How often what was done; of the calling thread's runtime, or any other.
typedef struct midas_figures {
    size_t size;            // sizeof(midas_figures)
    uint64_t segments;      // settled
    uint64_t own;           // the own run stood
    uint64_t copied;        // what differs was taken over
    uint64_t computed;      // by a generated function
    uint64_t rerun;         // run again whole
    uint64_t injected;      // the choice was known before, and its values were used
    uint64_t records;       // own ones
    uint64_t record_bytes;  // of these as they travel
    uint64_t draws;         // first-hand values in them
    uint64_t value_bytes;   // of these values, zeros at the end of numbers left out
    uint64_t state_bytes;   // second-hand state in own records
} midas_figures;

// Only while `midas_run` does not run, or in handlers.
int midas_measure(midas_runtime *runtime, midas_figures *figures);

// Recording ---------------------------------------------------------------------------------------

// The recording macros and functions of midas_record.h, which generated code uses by itself.

// A place where values are recorded, as `midas sites --format c` writes it.
typedef struct midas_site {
    uint32_t id;
    uint32_t line;
    uint32_t column;
    const char *file;
    const char *function;
    const char *what;            // the function or macro that gives the value
    const char *category;        // clock, random, …
    const char *classification;  // the worst class of the states that it reaches
} midas_site;

// Clients -----------------------------------------------------------------------------------------

// Opens a session with a tier of a ring. NULL on failure, or after `timeout_ms`.
midas_client *midas_client_open(const char *folder, const char *ring, uint32_t tier,
                                uint32_t timeout_ms);

// Runs a handler exactly once and copies at most `capacity` bytes of its reply; `*reply_count` is
// their whole number. Goes to another replica when the one that it talks to dies.
int midas_client_call(midas_client *client, uint32_t handler, const void *arguments, size_t count,
                      void *reply, size_t capacity, size_t *reply_count, uint32_t timeout_ms);

void midas_client_close(midas_client *client);

#ifdef __cplusplus
}
#endif

#endif
