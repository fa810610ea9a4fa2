#include "orderbook/book.h"

#include <algorithm>
#include <ostream>

namespace orderbook {

void Book::subscribe(Listener listener) { listeners_.push_back(std::move(listener)); }

void Book::trade(const Order &taker, Order &maker) {
    const bool buys = taker.side == Side::buy;
    const Trade trade{buys ? taker.id : maker.id, buys ? maker.id : taker.id, maker.price,
                      std::min(taker.quantity, maker.quantity)};
    const auto rested = taker.arrived - maker.arrived;
    longestRest_ = std::max<std::chrono::nanoseconds>(longestRest_, rested);
    for (const Listener &listener : listeners_) listener(trade);
}

template <typename Levels, typename Crosses>
void Book::match(Order &order, Levels &levels, Crosses crosses) {
    while (order.quantity > 0 && !levels.empty() && crosses(levels.begin()->first)) {
        Level &level = levels.begin()->second;
        Order &maker = level.front();
        const long quantity = std::min(order.quantity, maker.quantity);
        trade(order, maker);
        order.quantity -= quantity;
        maker.quantity -= quantity;
        if (maker.quantity == 0) {
            places_.erase(maker.id);
            level.pop_front();
        }
        if (level.empty()) levels.erase(levels.begin());
    }
}

std::uint64_t Book::add(Side side, long price, long quantity) {
    Order order{++lastId_, side, price, quantity, std::chrono::steady_clock::now()};
    if (side == Side::buy) {
        match(order, asks_, [price](long ask) { return ask <= price; });
        if (order.quantity > 0) bids_[price].push_back(order);
    } else {
        match(order, bids_, [price](long bid) { return bid >= price; });
        if (order.quantity > 0) asks_[price].push_back(order);
    }
    if (order.quantity > 0) places_[order.id] = {side, price};
    return order.id;
}

bool Book::cancel(std::uint64_t id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return false;
    const auto [side, price] = place->second;
    Level &level = side == Side::buy ? bids_[price] : asks_[price];
    level.remove_if([id](const Order &order) { return order.id == id; });
    if (level.empty()) {
        if (side == Side::buy) {
            bids_.erase(price);
        } else {
            asks_.erase(price);
        }
    }
    places_.erase(place);
    return true;
}

void Book::printDepth(std::ostream &out) const {
    for (const auto &[price, level] : bids_) {
        for (const Order &order : level) out << "buy " << price << ' ' << order.quantity << '\n';
    }
    for (const auto &[price, level] : asks_) {
        for (const Order &order : level) out << "sell " << price << ' ' << order.quantity << '\n';
    }
    out << places_.size() << " orders, longest rest " << longestRest_.count() << " ns\n";
}

}  // namespace orderbook
