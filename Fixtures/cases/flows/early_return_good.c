// Two ways out with the same count, one without: only the input decides which count is left.
#include <stdio.h>
#include <time.h>

struct client {
    double tokens;  // midas: pure
    long allowed;   // midas: contaminated
    long seen;      // midas: deterministic
};
static struct client clients[10];
static int users;  // midas: deterministic

static struct client *find(int id) {
    for (int i = 0; i < users; i++)
        if (i == id) return &clients[i];
    return users == 10 ? NULL : &clients[users++];
}

static int admit(int id) {
    struct client *client = find(id);
    if (!client) return 0;
    client->seen++;
    client->tokens += time(0);  // midas: source clock effective
    if (client->tokens >= 1) {
        client->allowed++;
        return 1;
    }
    return 0;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) admit(line[0] % 10);
    return 0;
}
