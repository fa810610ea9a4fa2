// midas-flags: -std=c++17
#include <algorithm>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

std::unordered_map<std::string, long> totals;
std::vector<std::pair<std::string, long>> kept;  // midas: superficial

void keep() {
    kept.assign(totals.begin(), totals.end());  // midas: source ordering superficial
    std::sort(kept.begin(), kept.end());
}

void top() {
    std::vector<std::pair<long, std::string>> rows;
    for (auto &entry : totals) rows.emplace_back(entry.second, entry.first);  // midas: source ordering superficial
    std::sort(rows.begin(), rows.end(), std::greater<>());
    for (auto &row : rows) std::cout << row.second << ' ' << row.first << '\n';  // midas: output deterministic
}
