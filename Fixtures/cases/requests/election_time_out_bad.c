// A node of a consensus group: an election timer in the poll's time-out.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum role { FOLLOWER, CANDIDATE, LEADER };
struct node {
    enum role role;        // midas: contaminated
    uint32_t term;         // midas: contaminated
    uint32_t votes;        // midas: contaminated
    uint32_t log_length;   // midas: deterministic
    uint32_t received;     // midas: deterministic
};
struct message {
    uint32_t kind;
    uint32_t term;
    uint32_t value;
};
static struct node node;
static uint32_t log_entries[1024];  // midas: deterministic

static void start_election(struct node *n) {
    n->role = CANDIDATE;
    n->term++;
    n->votes = 1;
}

static void step(struct node *n, const struct message *m) {
    n->received++;
    switch (m->kind) {
    case 1:
        if (n->log_length < 1024) log_entries[n->log_length++] = m->value;
        break;
    case 2:
        if (m->term == n->term && n->role == CANDIDATE && ++n->votes > 2) n->role = LEADER;
        break;
    }
}

int main(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(7000);
    bind(fd, (struct sockaddr *)&address, sizeof address);
    while (1) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int n = poll(&p, 1, 150);
        if (n == 0) {
            start_election(&node);
            continue;
        }
        struct message m;
        if (recv(fd, &m, sizeof m, 0) != sizeof m) continue;
        step(&node, &m);
    }
}
