// midas-flags: -std=c++17
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Order {
    Order(long id, long stamp) : id(id), stamp(stamp) {}
    long id;     // midas: deterministic
    long stamp;  // midas: pure
    long age = 0; // midas: contaminated
};

struct Plain {
    int first;  // midas: deterministic
    long seen;  // midas: pure
};

std::map<long, std::vector<std::shared_ptr<Order>>> orders;
std::vector<std::shared_ptr<Plain>> plains;

void add(long id) {
    auto order = std::make_shared<Order>(id, std::time(nullptr));  // midas: source clock effective
    orders[id].push_back(order);
}

void age(long id) {
    for (auto &order : orders[id]) order->age = order->stamp + 1;
}

void put() {
    auto plain = std::make_shared<Plain>();
    plain->first = 1;
    plain->seen = std::time(nullptr);  // midas: source clock effective
    plains.push_back(plain);
}
