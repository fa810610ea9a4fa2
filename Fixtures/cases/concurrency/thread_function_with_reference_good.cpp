// midas-flags: -std=c++20 -pthread
#include <functional>
#include <thread>

int a;  // midas: deterministic
int b;  // midas: deterministic

static void fill(int &out, int n) { out = n * n; }  // midas: no-race

int main() {
    std::thread first(fill, std::ref(a), 3);
    std::thread second(fill, std::ref(b), 4);
    first.join();
    second.join();
    return 0;
}
