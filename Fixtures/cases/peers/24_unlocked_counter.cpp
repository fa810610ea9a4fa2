// midas-flags: -std=c++17 -pthread
#include <thread>

int counter;  // midas: pure

static void work() {
    for (int i = 0; i < 1000; i++) counter++;  // midas: source scheduling effective; race
}

int main() {
    std::thread a(work), b(work);
    a.join();
    b.join();
    return 0;
}
