// Stacks of the runtime's own: switching to them, and copying what is used of them. Not part of
// the public interface.
#ifndef MIDAS_STACK_H
#define MIDAS_STACK_H

#include <stddef.h>
#include <stdint.h>

#include "midas.h"

// A stack, and where its program stands on it while it does not run.
struct midas_stack {
    unsigned char *memory;
    size_t size;
    // Lowest used byte while suspended; everything that the program keeps lies from here to the
    // end, its saved registers included.
    void *pointer;
};

// Gets memory with a guard page below it. Returns 0, or -1 with errno set.
int midas_stack_make(struct midas_stack *stack, size_t size);
void midas_stack_free(struct midas_stack *stack);

// Prepares `entry(argument)` to run from the beginning of the stack. `entry` must not return.
void midas_stack_prepare(struct midas_stack *stack, void (*entry)(void *), void *argument);

// Runs the stack's program until it suspends. Returns what it gave to `midas_stack_suspend`.
int midas_stack_resume(struct midas_stack *stack);

// From a program on a stack: goes back to who resumed it.
void midas_stack_suspend(int reason);

// Bytes in use while suspended.
size_t midas_stack_used(const struct midas_stack *stack);

// One request's handler on a stack, and what crosses between it and the runtime. Frames on the
// stack are copied and put back, so nothing on it may own what the runtime counts: that is why the
// ends of a segment are written in C.
struct midas_request {
    struct midas_stack stack;
    midas_function function;
    void *context;
    const void *arguments;
    size_t argument_count;
    // Where a segment ended with a call.
    uint32_t call_tier;
    uint32_t call_handler;
    const void *call_arguments;
    size_t call_count;
    // What the call gave.
    int status;
    const void *reply;
    size_t reply_count;
    // How far the recorder had come when the segment ended; NULL where it was off.
    unsigned char *recorded;
    // The runtime's own.
    void *owner;
};

enum { MIDAS_ENDED_CALL = 1, MIDAS_ENDED_RETURN = 2 };

// Puts the request at its beginning.
void midas_request_prepare(struct midas_request *request);

// Runs it to the end of its segment; returns how that ended.
int midas_request_resume(struct midas_request *request);

// The request that runs on this thread; NULL outside handlers.
struct midas_request *midas_request_current(void);

// Something that lies in the same file as the runtime.
const void *midas_inside_runtime(void);

void midas_recorder_set(unsigned char *next, unsigned char *end);
unsigned char *midas_recorder_next(void);

// Sets what `midas_error_message` returns on this thread; cut after 255 bytes.
void midas_error_set(const char *message);

#endif
