// midas-flags: -std=c++20 -pthread
#include <map>
#include <mutex>
#include <thread>

std::mutex guard;
std::map<int, int> owners;  // midas: pure

static void claim(int id) {
    std::lock_guard<std::mutex> hold(guard);
    owners[0] = id;  // midas: no-race; source scheduling effective
}

int main() {
    std::thread a(claim, 1), b(claim, 2);
    a.join();
    b.join();
    return 0;
}
