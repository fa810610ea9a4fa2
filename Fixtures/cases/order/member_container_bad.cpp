// midas-flags: -std=c++17
#include <unordered_map>
#include <vector>

class Book {
    std::unordered_map<int, int> orders;
    std::vector<int> dump;  // midas: pure

public:
    void add(int id, int n) { orders[id] = n; }
    void list() {
        dump.clear();
        for (const auto &order : orders)  // midas: source ordering effective
            dump.push_back(order.first);
    }
};

Book book;

void place(int id, int n) { book.add(id, n); }
void show() { book.list(); }
