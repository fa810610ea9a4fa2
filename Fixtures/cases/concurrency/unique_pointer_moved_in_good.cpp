// midas-flags: -std=c++20 -pthread
#include <memory>
#include <thread>

static int result;  // midas: deterministic

int main() {
    auto box = std::make_unique<int>(7);
    std::thread worker([own = std::move(box)] { result = *own + 1; });  // midas: no-race; no-source
    worker.join();
    return 0;
}
