// midas-flags: -std=c++20 -pthread
#include <mutex>
#include <thread>

static std::once_flag once;
static int first;  // midas: pure

static void work(int id) {
    std::call_once(once, [id] { first = id; });  // midas: source scheduling effective
}

int main() {
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    return 0;
}
