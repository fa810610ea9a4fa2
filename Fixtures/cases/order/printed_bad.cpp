// midas-flags: -std=c++17
#include <iostream>
#include <unordered_set>

std::unordered_set<int> ids;

void handle() {
    for (int id : ids)  // midas: source ordering effective
        std::cout << id << "\n";  // midas: output pure
}
