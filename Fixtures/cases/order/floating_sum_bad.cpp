// midas-flags: -std=c++17
#include <unordered_map>

std::unordered_map<int, double> table;
double total;  // midas: pure

void handle() {
    double sum = 0;
    for (const auto &entry : table)  // midas: source ordering effective
        sum += entry.second;
    total = sum;
}
