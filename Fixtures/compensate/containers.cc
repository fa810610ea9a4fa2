// State in containers of C++, objects with virtual functions and smart pointers.
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace shop {

struct Item {
    virtual ~Item() = default;
    virtual long price() const { return cost; }
    long cost = 0;
};

struct Rare : Item {
    long price() const override { return cost * 3; }
    std::string story;
};

static std::map<int, std::string> names;
static std::unordered_map<std::string, long> counts;
static std::vector<std::unique_ptr<Item>> items;
static std::list<long> recent;
static std::string last;
static long turnover;

static void sell(int n) {
    std::string name = "ticket number " + std::to_string(std::rand());
    names[n + std::rand() % 5] = name;
    counts[name.substr(0, 17)] += std::rand() % 10;
    if (std::rand() % 2) {
        auto rare = std::make_unique<Rare>();
        rare->cost = std::rand() % 100;
        rare->story = name + name;
        items.push_back(std::move(rare));
    } else {
        items.push_back(std::make_unique<Item>());
        items.back()->cost = n;
    }
    turnover += items.back()->price();
    recent.push_back(std::rand());
    if (recent.size() > 8) recent.pop_front();
    if (counts.size() > 20) counts.clear();
    last = name;
}

}  // namespace shop

int handle(int n) {
    for (int i = 0; i < n; i++) shop::sell(i);
    if (std::rand() % 5 == 0) shop::items.clear();
    return static_cast<int>(shop::turnover);
}

static unsigned char *put(unsigned char *next, const void *bytes, std::size_t count) {
    std::memcpy(next, bytes, count);
    return next + count;
}

extern "C" std::size_t state(unsigned char *bytes) {
    unsigned char *next = bytes;
    for (auto &[key, name] : shop::names) {
        next = put(next, &key, sizeof key);
        next = put(next, name.data(), name.size());
    }
    // In its own order: that is state, too.
    for (auto &[name, count] : shop::counts) {
        next = put(next, name.data(), name.size());
        next = put(next, &count, sizeof count);
    }
    for (auto &item : shop::items) {
        long price = item->price();
        next = put(next, &price, sizeof price);
    }
    for (long value : shop::recent) next = put(next, &value, sizeof value);
    next = put(next, shop::last.data(), shop::last.size());
    next = put(next, &shop::turnover, sizeof shop::turnover);
    return static_cast<std::size_t>(next - bytes);
}
