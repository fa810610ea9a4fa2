// midas-flags: -std=c++20 -pthread
#include <semaphore>
#include <thread>

static int owner;  // midas: pure
static int uses;   // midas: superficial

int main() {
    std::binary_semaphore free_(1);
    auto use = [&free_](int id) {
        free_.acquire();
        owner = id;  // midas: no-race; source scheduling effective
        uses++;      // midas: no-race
        free_.release();
    };
    std::jthread a(use, 1);
    std::jthread b(use, 2);
    return 0;
}
