// midas-flags: -std=c++17 -pthread
#include <future>
#include <string>
#include <thread>

static int answer;         // midas: deterministic
static std::string title;  // midas: deterministic
static int prepared;       // midas: deterministic

int main() {
    std::promise<int> number;
    std::promise<std::string> text;
    std::future<int> first = number.get_future();
    std::future<std::string> second = text.get_future();
    std::thread worker([&number, &text] {
        prepared = 7;  // midas: no-race
        number.set_value(42);
        text.set_value("done");
    });
    answer = first.get() + prepared;  // midas: no-race
    title = second.get();
    worker.join();
    return 0;
}
