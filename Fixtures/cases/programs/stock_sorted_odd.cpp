// midas-flags: -std=c++17
#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

struct Item {
    std::string name;
    int price;
    int id;
};

std::unordered_map<int, Item> stock;
std::vector<Item> byPrice;  // midas: pure
std::vector<int> ids;       // midas: superficial

void rank() {
    std::vector<Item> items;
    for (const auto &e : stock) items.push_back(e.second);  // midas: source ordering effective
    std::sort(items.begin(), items.end(),
              [](const Item &a, const Item &b) { return a.price < b.price; });
    byPrice = items;
}

void list() {
    ids.clear();
    for (const auto &e : stock) ids.push_back(e.first);  // midas: source ordering superficial
    std::sort(ids.begin(), ids.end());
}
