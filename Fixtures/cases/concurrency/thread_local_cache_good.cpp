// midas-flags: -std=c++20 -pthread
#include <thread>

thread_local int depth;
int results[2];  // midas: superficial

static void work(int id) {
    for (int i = 0; i < 10; i++) depth += id + 1;  // midas: no-race; no-source
    results[id] = depth;
}

int main() {
    std::thread a(work, 0), b(work, 1);
    a.join();
    b.join();
    return 0;
}
