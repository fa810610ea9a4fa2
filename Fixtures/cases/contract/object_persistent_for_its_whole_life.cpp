// midas-flags: -std=c++17
#include <ctime>
#include <vector>

struct Order {
    long stamp;  // midas: pure
    int size;    // midas: deterministic
};

std::vector<Order> book;

void place(int size) {
    Order order;
    order.stamp = std::time(nullptr);  // midas: source clock effective
    order.size = size;
    book.push_back(order);
}
