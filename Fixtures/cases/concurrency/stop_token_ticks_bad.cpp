// midas-flags: -std=c++20 -pthread
#include <chrono>
#include <stop_token>
#include <thread>

static long ticks;   // midas: contaminated
static bool begun;   // midas: deterministic

static void beat(std::stop_token stop) {
    begun = true;
    while (!stop.stop_requested()) {  // midas: source scheduling effective
        ticks++;  // midas: no-race
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

int main() {
    std::jthread worker(beat);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    worker.request_stop();
    worker.join();
    return 0;
}
