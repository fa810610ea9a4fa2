// What an alarm's handler changes, itself or in what it calls.
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct stats {
    long alarms;    // midas: pure
    char last[16];  // midas: pure
};
static struct stats stats;
static volatile sig_atomic_t due;  // midas: pure
static long sweeps;                // midas: contaminated
static long total;                 // midas: deterministic

static void count_alarm(void) { stats.alarms++; }

static void on_alarm(int number) {
    (void)number;
    count_alarm();
    memcpy(stats.last, "alarm", 6);
    due = 1;
}

int main(void) {
    signal(SIGALRM, on_alarm);
    struct itimerval every = {{1, 0}, {1, 0}};
    setitimer(ITIMER_REAL, &every, 0);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 16);
    for (;;) {
        int client = accept(listener, 0, 0);
        if (due) {
            due = 0;
            sweeps++;
        }
        if (client < 0) continue;
        char byte;
        if (read(client, &byte, 1) == 1) total += byte;
        close(client);
    }
}
