#include <iostream>

#include "orderbook/plugin.h"

namespace {

/// A tenth of a per cent of what changes hands, rounded down each time.
class Fees final : public orderbook::Plugin {
public:
    void traded(const orderbook::Trade &trade) override {
        total_ += trade.price * trade.quantity / 1000;
    }

    void finish() override { std::cout << "fees " << total_ << '\n'; }

private:
    long total_ = 0;
};

}  // namespace

extern "C" orderbook::Plugin *orderbook_make_plugin() { return new Fees; }
