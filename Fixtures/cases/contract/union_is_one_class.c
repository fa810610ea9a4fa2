#include <time.h>

union value {
    long number;
    char bytes[8];
};

union value v;  // midas: superficial

void handle(void) {
    v.number = time(0);  // midas: source clock superficial
    v.number = 0;
}
