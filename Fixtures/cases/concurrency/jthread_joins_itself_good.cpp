// midas-flags: -std=c++20 -pthread
#include <thread>

int value;  // midas: deterministic
int copy;   // midas: deterministic

int main() {
    {
        std::jthread worker([] { value = 5; });  // midas: no-source
    }
    copy = value;  // midas: no-source
    return 0;
}
