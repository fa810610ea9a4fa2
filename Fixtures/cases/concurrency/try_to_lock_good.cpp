// midas-flags: -std=c++17 -pthread
// Who does not get the lock at once waits for it: what is done does not depend on that.
#include <mutex>
#include <thread>

static std::mutex guard;
static int done;  // midas: superficial

static void attempt() {
    std::unique_lock<std::mutex> hold(guard, std::try_to_lock);
    if (!hold.owns_lock()) hold.lock();
    done++;  // midas: no-race
}

int main() {
    std::thread a(attempt);
    std::thread b(attempt);
    a.join();
    b.join();
    return 0;
}
