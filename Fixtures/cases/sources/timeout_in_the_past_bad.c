#include <time.h>

int expired;  // midas: pure
int removed;  // midas: contaminated

void handle(long deadline) {
    long now = time(0);  // midas: source clock effective
    expired = now > deadline;
    if (now > deadline) removed = 1;
}
