// Random bytes go into one field: the pointer to it says how far they may reach.
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

struct session {
    uint64_t token;  // midas: pure
    int user;        // midas: deterministic
};

static struct session *current;

void open_session(int user) {
    struct session *session = calloc(1, sizeof *session);
    getrandom(&session->token, sizeof session->token, 0);  // midas: source random effective
    session->user = user;
    current = session;
}
