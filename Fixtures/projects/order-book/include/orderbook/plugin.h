#pragma once

#include <cstdint>
#include <memory>

namespace orderbook {

struct Trade {
    std::uint64_t buyer;
    std::uint64_t seller;
    long price;
    long quantity;
};

/// Something that is told of every trade.
class Plugin {
public:
    virtual ~Plugin() = default;
    virtual void traded(const Trade &trade) = 0;
    /// Called once, before the program ends.
    virtual void finish() {}
};

}  // namespace orderbook

/// What a plug-in exports. The caller owns the result.
extern "C" orderbook::Plugin *orderbook_make_plugin();
