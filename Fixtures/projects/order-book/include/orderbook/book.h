#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include "orderbook/plugin.h"

namespace orderbook {

enum class Side { buy, sell };

struct Order {
    std::uint64_t id;
    Side side;
    long price;
    long quantity;
    std::chrono::steady_clock::time_point arrived;
};

class Book {
public:
    using Listener = std::function<void(const Trade &)>;

    void subscribe(Listener listener);

    /// Matches the order and keeps what is left of it; returns its id.
    std::uint64_t add(Side side, long price, long quantity);

    /// Whether there was such an order.
    bool cancel(std::uint64_t id);

    void printDepth(std::ostream &out) const;

private:
    using Level = std::list<Order>;

    template <typename Levels, typename Crosses>
    void match(Order &order, Levels &levels, Crosses crosses);
    void trade(const Order &taker, Order &maker);

    std::map<long, Level, std::greater<long>> bids_;
    std::map<long, Level> asks_;
    std::unordered_map<std::uint64_t, std::pair<Side, long>> places_;
    std::vector<Listener> listeners_;
    std::uint64_t lastId_ = 0;
    std::chrono::nanoseconds longestRest_{0};
};

}  // namespace orderbook
