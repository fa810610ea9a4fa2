// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

static std::mutex guard;
static int done;     // midas: contaminated
static int skipped;  // midas: pure

static void attempt() {
    std::unique_lock<std::mutex> hold(guard, std::try_to_lock);  // midas: source scheduling effective
    if (hold.owns_lock()) {
        done++;  // midas: no-race
    } else {
        skipped = skipped + 1;  // midas: race
    }
}

int main() {
    std::thread a(attempt);
    std::thread b(attempt);
    a.join();
    b.join();
    return 0;
}
