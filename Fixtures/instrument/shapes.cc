// Calls of every shape that is recorded, in C++. Prints what is the same in every run.
#include "draw.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <unistd.h>

namespace shop {

long opened = std::time(nullptr);
std::time_t seen;
timespec precise;
unsigned long serial;
std::chrono::steady_clock::time_point begun;

template <class Number>
Number draw(Number limit) {
    return static_cast<Number>(std::rand()) % limit;
}

struct Clock {
    timespec now{};
    Clock() { clock_gettime(CLOCK_REALTIME, &now); }
};

class Order {
  public:
    explicit Order(int id) : id_(id), stamp_(time(nullptr)) {}
    bool isOld() const { return stamp_ > 0 && id_ >= 0; }

  private:
    int id_;
    long stamp_;
};

Order *last;

} // namespace shop

int main() {
    using namespace shop;
    seen = ::time(nullptr);
    begun = std::chrono::steady_clock::now();
    serial = draw(7ul) + draw<unsigned short>(9);
    serial += inline_draw();
    auto lambda = [](int n) { return n + static_cast<int>(::getpid()); };
    serial += static_cast<unsigned long>(lambda(1));
    Clock clock;
    precise = clock.now;
    last = new Order(static_cast<int>(random() % 5));
    bool isOld = last->isOld();
    std::printf("%d %d %d\n", opened > 0, seen >= opened, precise.tv_sec >= seen);
    std::printf("%d %d\n", serial > 0, isOld);
    std::printf("%d\n", begun.time_since_epoch().count() != 0);
    delete last;
    return 0;
}
