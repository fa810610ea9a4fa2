// session server with rate limits; TCP, poll loop
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX 64

struct session {
    int fd;                 // midas: deterministic
    unsigned id;            // midas: deterministic
    char token[17];         // midas: pure
    time_t created;         // midas: pure
    time_t expires;         // midas: contaminated
    int hits;               // midas: deterministic
    int blocked;            // midas: contaminated
    char name[32];          // midas: deterministic
};

static struct session *sessions[MAX];
static unsigned next_id = 1;          // midas: deterministic
static int active;                    // midas: deterministic
static long blocked_total;            // midas: contaminated
static uint64_t bytes_in;             // midas: deterministic
static char motd[128];                // midas: pure
static int debug;                     // midas: deterministic

static void make_token(char *out) {
    FILE *f = fopen("/dev/urandom", "rb");
    unsigned char raw[8];
    if (!f) exit(1);
    if (fread(raw, 1, 8, f) != 8) exit(1);  // midas: source random effective
    fclose(f);
    for (int i = 0; i < 8; i++) sprintf(out + 2 * i, "%02x", raw[i]);
}

static struct session *open_session(int fd) {
    struct session *s = calloc(1, sizeof *s);
    s->fd = fd;
    s->id = next_id++;
    s->created = time(NULL);  // midas: source clock effective
    s->expires = s->created + 3600;
    make_token(s->token);
    sessions[fd] = s;
    active++;
    return s;
}

static void close_session(struct session *s) {
    sessions[s->fd] = NULL;
    close(s->fd);
    active--;
    free(s);
}

static void rate_limit(struct session *s) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);  // midas: source clock effective
    if (now.tv_nsec % 1000 < 10) {
        s->blocked = 1;
        blocked_total++;
    }
}

static void handle(struct session *s) {
    char line[256];
    ssize_t n = read(s->fd, line, sizeof line - 1);  // midas: no-source
    if (n <= 0) {
        close_session(s);
        return;
    }
    line[n] = 0;
    bytes_in += n;
    s->hits++;
    rate_limit(s);
    if (!strncmp(line, "NAME ", 5)) {
        strncpy(s->name, line + 5, sizeof s->name - 1);
        write(s->fd, "OK\n", 3);  // midas: output deterministic
    } else if (!strncmp(line, "TOKEN", 5)) {
        write(s->fd, s->token, 16);  // midas: output contaminated
    } else if (!strncmp(line, "STAT", 4)) {
        char out[64];
        int k = snprintf(out, sizeof out, "%u %d\n", s->id, s->hits);
        write(s->fd, out, k);  // midas: output deterministic
    } else {
        fprintf(stderr, "unknown from %s\n", s->token);  // midas: output contaminated
    }
}

int main(int argc, char **argv) {
    struct pollfd fds[MAX + 1];
    int port = argc > 1 ? atoi(argv[1]) : 4000;
    const char *m = getenv("MOTD");  // midas: source environment effective
    if (m) strncpy(motd, m, sizeof motd - 1);
    debug = argc > 2;
    int ls = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    bind(ls, (struct sockaddr *)&a, sizeof a);
    listen(ls, 16);
    for (;;) {
        int k = 0;
        fds[k].fd = ls;
        fds[k++].events = POLLIN;
        for (int i = 0; i < MAX; i++)
            if (sessions[i]) {
                fds[k].fd = sessions[i]->fd;
                fds[k++].events = POLLIN;
            }
        int r = poll(fds, k, 1000);
        if (r < 0 && errno != EINTR) break;
        if (fds[0].revents & POLLIN) {
            int fd = accept(ls, NULL, NULL);
            if (fd >= 0 && fd < MAX) {
                open_session(fd);
                write(fd, motd, strlen(motd));  // midas: output contaminated
            }
        }
        for (int i = 1; i < k; i++)
            if (fds[i].revents & POLLIN) handle(sessions[fds[i].fd]);
    }
    return 0;
}
