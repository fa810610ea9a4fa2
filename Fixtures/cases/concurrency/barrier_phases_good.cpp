// midas-flags: -std=c++20 -pthread
#include <barrier>
#include <thread>

static std::barrier<> meeting(2);
static int left;
static int right;
static int sums[2];

static void work(int id) {
    if (id == 0) left = 3;
    else right = 4;
    meeting.arrive_and_wait();
    sums[id] = left + right;  // midas: no-race; no-source
}

int main() {
    std::thread a(work, 0), b(work, 1);
    a.join();
    b.join();
    return 0;
}
