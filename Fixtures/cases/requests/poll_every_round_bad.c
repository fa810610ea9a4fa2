// What every round of a loop does that a time-out may begin happens as often as the clock says.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS 16

static struct pollfd watched[CLIENTS];
static int count = 1;             // midas: deterministic
static long rounds;               // midas: contaminated
static long quiet;                // midas: contaminated
static int is_idle;               // midas: contaminated
static long requests;             // midas: deterministic
static long total;                // midas: deterministic
static char log_state;            // midas: superficial

static void serve(int slot) {
    char byte;
    if (read(watched[slot].fd, &byte, 1) != 1) return;
    requests++;
    total += byte;
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    watched[0].fd = listener;
    watched[0].events = POLLIN;
    for (;;) {
        int ready = poll(watched, count, 500);  // midas: source scheduling effective
        if (ready < 0) break;
        rounds++;
        log_state = 'r';
        if (ready == 0) {
            quiet++;
            is_idle = 1;
            continue;
        }
        is_idle = 0;
        if (watched[0].revents & POLLIN) {
            int client = accept(listener, 0, 0);
            if (client >= 0 && count < CLIENTS) {
                watched[count].fd = client;
                watched[count].events = POLLIN;
                count++;
            }
        }
        for (int i = 1; i < count; i++)
            if (watched[i].revents & POLLIN) serve(i);
    }
    return 0;
}
