// midas-flags: -std=c++20 -pthread
#include <latch>
#include <thread>

static std::latch done(1);
static int data;  // midas: deterministic
static int copy;  // midas: deterministic

static void produce() {
    data = 42;  // midas: no-race; no-source
    done.count_down();
}

static void consume() {
    done.wait();
    copy = data;  // midas: no-race; no-source
}

int main() {
    std::thread a(produce), b(consume);
    a.join();
    b.join();
    return 0;
}
