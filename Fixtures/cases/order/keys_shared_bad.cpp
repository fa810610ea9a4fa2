// midas-flags: -std=c++17
#include <map>
#include <string>
#include <unordered_set>

std::unordered_set<int> numbers;
std::unordered_set<std::string> words;

std::map<int, int> last_of;             // midas: pure
std::map<int, int> first_of;            // midas: pure
std::map<char, std::string> by_initial; // midas: pure
std::map<size_t, std::string> by_size;  // midas: pure
std::map<int, int> own;                 // midas: superficial
std::map<int, int> sums;                // midas: superficial
std::map<std::string, size_t> sizes;    // midas: superficial

static int bucket(int x) { return x % 7; }

void group() {
    for (int x : numbers) last_of[x % 10] = x;                   // midas: source ordering effective
    for (int x : numbers) first_of.insert({bucket(x), x});       // midas: source ordering effective
    for (const auto &w : words) by_initial[w[0]] = w;            // midas: source ordering effective
    for (const auto &w : words) by_size.insert_or_assign(w.size(), w);  // midas: source ordering effective
    for (int x : numbers) own[x + 1] = x;                        // midas: source ordering superficial
    for (int x : numbers) sums[x % 10] += x;                     // midas: source ordering superficial
    for (const auto &w : words) sizes[w] = w.size();             // midas: source ordering superficial
}
