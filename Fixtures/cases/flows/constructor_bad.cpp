// midas-flags: -std=c++17
#include <ctime>

struct Order {
    long stamp;  // midas: pure
    int id;      // midas: deterministic
    explicit Order(int id)
        : stamp(std::time(nullptr)), id(id) {}  // midas: source clock effective
};

Order *current;

void handle(int id) {
    delete current;
    current = new Order(id);
}
