#include "midas_rpc.h"

#include "message.h"

#include <string.h>

static __thread char message[512];

const char *midas_rpc_error_message(void) { return message; }

void midas_rpc_error_set(const char *text) {
    strncpy(message, text, sizeof message - 1);
    message[sizeof message - 1] = 0;
}

const char *midas_rpc_describe(int result) {
    static const char *const words[] = {
        "ok", "refused", "unknown method", "malformed request", "malformed reply", "overloaded",
        "reply too large", "request too large", "too many calls", "deadline exceeded",
        "outcome unknown", "wrong version", "not accepted", "untrusted", "closed", "cancelled",
        "invalid argument", "system error", "later",
    };
    int known = result >= 0 && (size_t)result < sizeof words / sizeof *words;
    return known ? words[result] : "unknown result";
}
