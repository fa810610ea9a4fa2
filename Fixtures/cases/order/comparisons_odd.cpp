// midas-flags: -std=c++17
#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

struct Row {
    std::string name;
    int score;
    int size;
};

std::unordered_map<std::string, Row> table;

std::vector<Row> by_one;     // midas: pure
std::vector<Row> by_either;  // midas: pure
std::vector<Row> by_sum;     // midas: pure
std::vector<Row> by_all;     // midas: superficial
std::vector<Row> by_tuple;   // midas: superficial
std::vector<Row> by_steps;   // midas: superficial
std::vector<Row> by_three;   // midas: superficial

static void collect(std::vector<Row> &rows) {
    rows.clear();
    for (const auto &entry : table) rows.push_back(entry.second);  // midas: source ordering effective
}

static int order(const Row &a, const Row &b) {
    int c = a.name.compare(b.name);
    if (c) return c;
    if (a.score != b.score) return a.score < b.score ? -1 : 1;
    return (a.size > b.size) - (a.size < b.size);
}

void rank() {
    collect(by_one);
    std::sort(by_one.begin(), by_one.end(),
              [](const Row &a, const Row &b) { return a.score < b.score; });
    collect(by_either);
    std::sort(by_either.begin(), by_either.end(), [](const Row &a, const Row &b) {
        return a.score < b.score || a.size < b.size || a.name < b.name;
    });
    collect(by_sum);
    std::sort(by_sum.begin(), by_sum.end(), [](const Row &a, const Row &b) {
        if (a.score + a.size != b.score + b.size) return a.score + a.size < b.score + b.size;
        return a.name < b.name;
    });
    collect(by_all);
    std::sort(by_all.begin(), by_all.end(), [](const Row &a, const Row &b) {
        if (a.score != b.score) return a.score > b.score;
        if (a.size != b.size) return a.size < b.size;
        return a.name < b.name;
    });
    collect(by_tuple);
    std::sort(by_tuple.begin(), by_tuple.end(), [](const Row &a, const Row &b) {
        return std::tie(a.name, a.score, a.size) < std::tie(b.name, b.score, b.size);
    });
    collect(by_steps);
    std::sort(by_steps.begin(), by_steps.end(), [](const Row &a, const Row &b) {
        return a.name < b.name ||
               (a.name == b.name &&
                (a.score < b.score || (a.score == b.score && a.size < b.size)));
    });
    collect(by_three);
    std::sort(by_three.begin(), by_three.end(),
              [](const Row &a, const Row &b) { return order(a, b) < 0; });
}
