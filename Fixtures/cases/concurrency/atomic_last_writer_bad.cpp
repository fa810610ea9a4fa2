// midas-flags: -std=c++20 -pthread
#include <atomic>
#include <thread>

std::atomic<int> last;  // midas: pure

static void work(int id) { last.store(id); }  // midas: no-race; source scheduling effective

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
