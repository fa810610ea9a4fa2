// midas-flags: -std=c++20 -pthread
#include <thread>

static int value;  // midas: superficial
static int copy;   // midas: pure

int main() {
    std::thread([] { value = 5; }).detach();  // midas: race
    copy = value;                             // midas: race; source scheduling effective
    return 0;
}
