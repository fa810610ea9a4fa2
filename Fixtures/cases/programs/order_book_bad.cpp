// midas-flags: -std=c++17
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <vector>

struct Order {
    explicit Order(int id) : id(id) {}
    int id;               // midas: deterministic
    long placedAt = 0;    // midas: pure
    unsigned token = 0;   // midas: contaminated
    bool open = true;     // midas: deterministic
};

class Book {
    std::vector<std::unique_ptr<Order>> orders_;
    std::mt19937 gen_{std::random_device{}()};  // midas: source random effective

public:
    Order &add(int id) {
        auto order = std::make_unique<Order>(id);
        order->placedAt = std::chrono::system_clock::now().time_since_epoch().count();  // midas: source clock effective
        order->token = gen_();
        orders_.push_back(std::move(order));
        return *orders_.back();
    }
    void close(int id) {
        for (auto &o : orders_)
            if (o->id == id) o->open = false;
    }
    int openCount() const {
        int n = 0;
        for (const auto &o : orders_)
            if (o->open) n++;
        return n;
    }
};

Book book;
int open_orders;   // midas: deterministic
void place(int id) { book.add(id); }
void closeOrder(int id) { book.close(id); open_orders = book.openCount(); }
