// midas-flags: -std=c++17
#include <string>
#include <unordered_map>

std::unordered_map<std::string, int> table;
int found;  // midas: deterministic

void handle(const std::string &key) {
    auto it = table.find(key);
    if (it != table.end()) found = it->second;  // midas: no-source
}
