// midas-flags: -std=c++20 -pthread
#include <future>

int table[2];  // midas: deterministic
int sum;       // midas: deterministic

int main() {
    auto work = std::async(std::launch::async, [] { table[0] = 5; });  // midas: no-race; no-source
    work.get();
    sum = table[0];  // midas: no-race; no-source
    return 0;
}
