// midas-flags: -std=c++17
// order book; stdin commands
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

struct Order {
    uint64_t id;            // midas: deterministic
    std::string owner;      // midas: deterministic
    long price;             // midas: deterministic
    long qty;               // midas: deterministic
    int64_t stamp;          // midas: pure
    double jitter;          // midas: pure
};

class Book {
  public:
    void add(const std::string &owner, long price, long qty) {
        auto o = std::make_shared<Order>();
        o->id = ++last_;
        o->owner = owner;
        o->price = price;
        o->qty = qty;
        o->stamp = std::chrono::system_clock::now().time_since_epoch().count();  // midas: source clock effective
        std::random_device rd;
        std::mt19937 gen(rd());  // midas: source random effective
        o->jitter = std::uniform_real_distribution<>(0, 1)(gen);
        bids_[price].push_back(o);
        byOwner_[owner] += qty;
        index_[o->id] = o;
        volume_ += qty;
    }
    void cancel(uint64_t id) {
        auto it = index_.find(id);
        if (it == index_.end()) return;
        auto o = it->second;
        auto &level = bids_[o->price];
        level.erase(std::remove(level.begin(), level.end(), o), level.end());
        volume_ -= o->qty;
        index_.erase(it);
        cancelled_++;
    }
    void expire(int64_t now) {
        for (auto &kv : bids_)
            for (auto &o : kv.second)
                if (now - o->stamp > 1000000) expired_++;
    }
    void top() {
        std::vector<std::pair<std::string, long>> rows(byOwner_.begin(), byOwner_.end());  // midas: source ordering superficial
        std::sort(rows.begin(), rows.end());
        for (auto &r : rows) std::cout << r.first << ' ' << r.second << '\n';  // midas: output deterministic
    }
    void dump() {
        for (auto &kv : byOwner_) std::cout << kv.first << '\n';  // midas: output pure; source ordering effective
    }
    long total() const { return volume_; }

  private:
    uint64_t last_ = 0;     // midas: deterministic
    long volume_ = 0;       // midas: deterministic
    long cancelled_ = 0;    // midas: deterministic
    long expired_ = 0;      // midas: contaminated
    std::map<long, std::vector<std::shared_ptr<Order>>> bids_;
    std::unordered_map<std::string, long> byOwner_;
    std::unordered_map<uint64_t, std::shared_ptr<Order>> index_;
};

int main() {
    Book book;
    std::string line;
    long lines = 0;  // midas: deterministic
    while (std::getline(std::cin, line)) {
        std::istringstream in(line);
        std::string cmd;
        in >> cmd;
        lines++;
        if (cmd == "add") {
            std::string owner;
            long price, qty;
            in >> owner >> price >> qty;
            book.add(owner, price, qty);
        } else if (cmd == "cancel") {
            uint64_t id;
            in >> id;
            book.cancel(id);
        } else if (cmd == "expire") {
            book.expire(std::chrono::steady_clock::now().time_since_epoch().count());  // midas: source clock effective
        } else if (cmd == "top") {
            book.top();
        } else if (cmd == "dump") {
            book.dump();
        } else if (cmd == "total") {
            std::printf("%ld\n", book.total());  // midas: output deterministic
        }
    }
    return 0;
}
