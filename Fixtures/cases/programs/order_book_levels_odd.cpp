// An order book: what waits knows when it came; nothing else does.
#include <chrono>
#include <cstdint>
#include <deque>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

enum class Side { buy, sell };

struct Order {
    uint64_t id;              // midas: deterministic
    Side side;                // midas: deterministic
    int64_t price;            // midas: deterministic
    int64_t left;             // midas: deterministic
    int64_t received_ns;      // midas: pure
};

struct Trade {
    uint64_t maker;           // midas: deterministic
    uint64_t taker;           // midas: deterministic
    int64_t quantity;         // midas: deterministic
    int64_t waited_ns;        // midas: pure
};

class Book {
public:
    uint64_t add(Side side, int64_t price, int64_t quantity) {
        Order order{next_id_++, side, price, quantity, now()};
        match(order);
        if (order.left > 0) levels(side)[price].push_back(order);
        return order.id;
    }

    bool cancel(uint64_t id) {
        for (auto *side : {&bids_, &asks_})
            for (auto &[price, queue] : *side)
                for (auto it = queue.begin(); it != queue.end(); ++it)
                    if (it->id == id) {
                        queue.erase(it);
                        ++cancelled_;
                        return true;
                    }
        return false;
    }

    int64_t volume() const { return volume_; }
    size_t trades() const { return trades_.size(); }

private:
    using Levels = std::map<int64_t, std::deque<Order>>;

    static int64_t now() {
        return std::chrono::steady_clock::now().time_since_epoch().count();  // midas: source clock effective
    }

    Levels &levels(Side side) { return side == Side::buy ? bids_ : asks_; }

    void match(Order &taker) {
        Levels &other = taker.side == Side::buy ? asks_ : bids_;
        while (taker.left > 0 && !other.empty()) {
            auto best = taker.side == Side::buy ? other.begin() : std::prev(other.end());
            bool crosses = taker.side == Side::buy ? best->first <= taker.price
                                                   : best->first >= taker.price;
            if (!crosses) break;
            Order &maker = best->second.front();
            int64_t quantity = std::min(maker.left, taker.left);
            trades_.push_back({maker.id, taker.id, quantity, taker.received_ns - maker.received_ns});
            last_price_ = best->first;
            volume_ += quantity;
            maker.left -= quantity;
            taker.left -= quantity;
            if (maker.left == 0) best->second.pop_front();
            if (best->second.empty()) other.erase(best);
        }
    }

    Levels bids_;
    Levels asks_;
    std::vector<Trade> trades_;
    uint64_t next_id_ = 1;               // midas: deterministic
    int64_t volume_ = 0;                 // midas: deterministic
    std::optional<int64_t> last_price_;  // midas: deterministic
    uint64_t cancelled_ = 0;             // midas: deterministic
};

static Book book;

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream in(line);
        std::string verb;
        int64_t price = 0, quantity = 0;
        in >> verb;
        if (verb == "buy" || verb == "sell") {
            in >> price >> quantity;
            uint64_t id = book.add(verb == "buy" ? Side::buy : Side::sell, price, quantity);
            std::cout << "id " << id << "\n";  // midas: output deterministic
        } else if (verb == "cancel") {
            uint64_t id = 0;
            in >> id;
            std::cout << (book.cancel(id) ? "ok" : "no") << "\n";  // midas: output deterministic
        } else if (verb == "volume") {
            std::cout << book.volume() << " " << book.trades() << "\n";  // midas: output deterministic
        }
    }
}
