#include "midas.h"
#include "midas_stack.h"

#include <string.h>

static __thread char message[256];
static __thread struct midas_request *current;

const char *midas_error_message(void) { return message; }

void midas_error_set(const char *text) {
    strncpy(message, text, sizeof message - 1);
    message[sizeof message - 1] = 0;
}

static char inside[1];

const void *midas_inside_runtime(void) { return inside; }

void midas_recorder_set(unsigned char *next, unsigned char *end) {
    midas_thread_recorder.next = next;
    midas_thread_recorder.end = end;
}

unsigned char *midas_recorder_next(void) { return midas_thread_recorder.next; }

struct midas_request *midas_request_current(void) { return current; }

static void begin(void *argument) {
    struct midas_request *request = argument;
    request->function(request->context, request->arguments, request->argument_count);
    midas_stack_suspend(MIDAS_ENDED_RETURN);
}

void midas_request_prepare(struct midas_request *request) {
    midas_stack_prepare(&request->stack, begin, request);
}

int midas_request_resume(struct midas_request *request) {
    current = request;
    int ended = midas_stack_resume(&request->stack);
    current = NULL;
    request->recorded = midas_thread_recorder.next;
    midas_recorder_set(NULL, NULL);
    return ended;
}

int midas_call(uint32_t tier, uint32_t handler, const void *arguments, size_t count,
               const void **reply, size_t *reply_count) {
    struct midas_request *request = current;
    if (!request || tier > 63) {
        midas_error_set(request ? "a ring has tiers 0 to 63" : "midas_call outside a handler");
        return MIDAS_INVALID;
    }
    request->call_tier = tier;
    request->call_handler = handler;
    request->call_arguments = arguments;
    request->call_count = count;
    midas_stack_suspend(MIDAS_ENDED_CALL);
    if (reply)
        *reply = request->reply;
    if (reply_count)
        *reply_count = request->reply_count;
    return request->status;
}
