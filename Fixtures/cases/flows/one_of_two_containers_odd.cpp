#include <cstdint>
#include <ctime>
#include <deque>

// Which of two containers gets the element is known when it is called only.
struct Order {
    uint64_t id;
    long received;  // midas: pure
};

static std::deque<Order> buys, sells;
static uint64_t next_id;  // midas: deterministic
static uint64_t last_id;  // midas: deterministic

static std::deque<Order> &side(bool buying) { return buying ? buys : sells; }

uint64_t add(bool buying) {
    Order order{next_id++, time(nullptr)};  // midas: source clock effective
    side(buying).push_back(order);
    last_id = side(buying).back().id;
    return last_id;
}
