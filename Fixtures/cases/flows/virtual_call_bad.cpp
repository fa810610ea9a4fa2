// midas-flags: -std=c++17
#include <ctime>

struct Clock {
    virtual long now() = 0;
    virtual ~Clock() {}
};
struct Wall : Clock {
    long now() override {
        return std::time(nullptr);  // midas: source clock effective
    }
};
struct Fixed : Clock {
    long now() override { return 42; }
};

long g;  // midas: pure

void handle(Clock &clock) { g = clock.now(); }

void use() {
    Wall wall;
    handle(wall);
}
