// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

static std::once_flag once;
static int table[4];
static int copies[2];  // midas: superficial

static void fill() {
    for (int i = 0; i < 4; i++) table[i] = i * i;  // midas: no-race
}

static void work(int id) {
    std::call_once(once, fill);
    copies[id] = table[3];  // midas: no-race; no-source
}

int main() {
    std::thread a(work, 0), b(work, 1);
    a.join();
    b.join();
    return 0;
}
