// midas-flags: -std=c++17
#include <cstdio>
#include <iostream>
#include <string>
#include <unordered_map>
#include <unordered_set>

std::unordered_map<std::string, long> totals;
std::unordered_set<std::string> names;
unsigned digest;  // midas: pure

void put() {
    for (auto &entry : totals)                    // midas: source ordering effective
        std::cout << entry.first << '\n';         // midas: output pure
    for (auto &entry : totals)                    // midas: source ordering effective
        std::printf("%s\n", entry.first.c_str()); // midas: output pure
    for (const auto &name : names)                // midas: source ordering effective
        std::cout << name;                        // midas: output pure
}

void mix() {
    for (const auto &name : names) digest = digest * 31 + name.size();  // midas: source ordering effective
}
