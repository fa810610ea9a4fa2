// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

std::mutex guard;
int winner;  // midas: pure

static void claim(int id) {
    std::lock_guard<std::mutex> hold(guard);
    winner = id;  // midas: source scheduling effective; no-race
}

int main() {
    std::thread a(claim, 1), b(claim, 2);
    a.join();
    b.join();
    return 0;
}
