// midas-flags: -std=c++17 -pthread
#include <thread>

struct Table {
    int size;
    int owner;
};

static Table *instance;

static Table *table(int id) {
    if (instance == nullptr) {    // midas: race
        Table *fresh = new Table();
        fresh->size = 16;
        fresh->owner = id;
        instance = fresh;         // midas: race; source scheduling effective
    }
    return instance;
}

static int owners[2];  // midas: pure

int main() {
    std::thread a([] { owners[0] = table(1)->owner; });
    std::thread b([] { owners[1] = table(2)->owner; });
    a.join();
    b.join();
    return 0;
}
