// midas-flags: -std=c++20 -pthread
#include <chrono>
#include <stop_token>
#include <thread>

static long done;   // midas: deterministic
static bool asked;  // midas: deterministic

static void idle(std::stop_token stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    done = 100;  // midas: no-race
}

int main() {
    std::jthread worker(idle);
    asked = true;
    worker.request_stop();
    worker.join();
    done += 1;  // midas: no-race
    return 0;
}
