#include <stddef.h>
#include <time.h>

/* Regions of memory are registered as what they are and summed byte by byte. */
struct server {
    const char *name;
    long started;  // midas: pure
};
struct region {
    const void *start;
    size_t size;
};

static struct server server;
static char page[64];   // midas: deterministic
static unsigned check;  // midas: contaminated
static struct region regions[2];

int main(void) {
    server.started = time(NULL);  // midas: source clock effective
    regions[0] = (struct region){&server, sizeof server};
    regions[1] = (struct region){page, sizeof page};
    for (int i = 0; i < 2; i++) {
        const unsigned char *bytes = regions[i].start;
        for (size_t j = 0; j < regions[i].size; j++) check = check * 31 + bytes[j];
    }
    return 0;
}
