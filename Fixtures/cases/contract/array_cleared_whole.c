#include <stdlib.h>
#include <string.h>

int partly[8];  // midas: pure
int whole[8];   // midas: superficial
int looped[8];  // midas: superficial

void handle(int j) {
    partly[j] = rand();  // midas: source random effective
    partly[0] = 0;
    whole[j] = rand();  // midas: source random superficial
    memset(whole, 0, sizeof whole);
    looped[j] = rand();  // midas: source random superficial
    for (int i = 0; i < 8; i++) looped[i] = 0;
}
