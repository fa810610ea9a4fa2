/* A chat server: clocks in what is kept about messages, none in what is said. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CLIENTS 64
#define NAME 32

struct client {
    int fd;
    char name[NAME];       // midas: deterministic
    unsigned long sent;    // midas: deterministic
    time_t joined;         // midas: pure
};

struct message {
    unsigned long number;  // midas: deterministic
    time_t when;           // midas: pure
    char text[256];        // midas: deterministic
};

static struct client clients[MAX_CLIENTS];
static int client_count;                 // midas: deterministic
static struct message history[128];
static unsigned long next_message = 1;   // midas: deterministic
static unsigned long dropped;            // midas: deterministic
static time_t last_activity;             // midas: contaminated
static long longest_idle;                // midas: contaminated
static char banner[64] = "welcome";      // midas: deterministic

static struct client *find(const char *name) {
    for (int i = 0; i < client_count; i++)
        if (strcmp(clients[i].name, name) == 0) return &clients[i];
    return NULL;
}

static void join(int fd, const char *name) {
    if (client_count == MAX_CLIENTS || find(name)) {
        dropped++;
        return;
    }
    struct client *c = &clients[client_count++];
    c->fd = fd;
    strncpy(c->name, name, NAME - 1);
    c->joined = time(NULL);
    c->sent = 0;
}

static void say(struct client *c, const char *text) {
    struct message *m = &history[next_message % 128];
    m->number = next_message++;
    m->when = time(NULL);
    snprintf(m->text, sizeof m->text, "%s: %s", c->name, text);
    c->sent++;
    long idle = (long)(m->when - last_activity);
    if (last_activity && idle > longest_idle) longest_idle = idle;
    last_activity = m->when;
    for (int i = 0; i < client_count; i++)
        dprintf(clients[i].fd, "%lu %s\n", m->number, m->text);  // midas: output deterministic
}

static void command(int fd, char *line) {
    char *arg = strchr(line, ' ');
    if (arg) *arg++ = 0;
    if (strcmp(line, "join") == 0 && arg) {
        join(fd, arg);
    } else if (strcmp(line, "say") == 0 && arg) {
        char *text = strchr(arg, ' ');
        if (!text) return;
        *text++ = 0;
        struct client *c = find(arg);
        if (c) say(c, text);
    } else if (strcmp(line, "motd") == 0 && arg) {
        snprintf(banner, sizeof banner, "%s", arg);
    }
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(7000)};
    bind(listener, (struct sockaddr *)&a, sizeof a);
    listen(listener, 16);
    struct pollfd fds[MAX_CLIENTS + 1] = {{listener, POLLIN, 0}};
    int n = 1;
    for (;;) {
        if (poll(fds, n, -1) < 0) continue;
        if (fds[0].revents & POLLIN && n <= MAX_CLIENTS) {
            int fd = accept(listener, NULL, NULL);
            if (fd >= 0) fds[n++] = (struct pollfd){fd, POLLIN, 0};
        }
        for (int i = 1; i < n; i++) {
            if (!(fds[i].revents & POLLIN)) continue;
            char line[512];
            ssize_t got = recv(fds[i].fd, line, sizeof line - 1, 0);
            if (got <= 0) {
                close(fds[i].fd);
                fds[i--] = fds[--n];
                continue;
            }
            line[got] = 0;
            command(fds[i].fd, line);
        }
    }
}
