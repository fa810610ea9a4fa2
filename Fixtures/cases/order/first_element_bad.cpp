// midas-flags: -std=c++17
#include <string>
#include <unordered_set>

std::unordered_set<std::string> names;
std::string chosen;  // midas: pure

void handle() {
    if (!names.empty()) chosen = *names.begin();  // midas: source ordering effective
}
