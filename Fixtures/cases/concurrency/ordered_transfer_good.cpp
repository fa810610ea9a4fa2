// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>
#include <utility>

struct Account {
    std::mutex guard;
    long balance = 100;  // midas: superficial
};

static Account accounts[3];

static void move_by_index(int from, int to, long amount) {
    int first = from < to ? from : to;
    int second = from < to ? to : from;
    std::lock_guard<std::mutex> one(accounts[first].guard);
    std::lock_guard<std::mutex> other(accounts[second].guard);
    accounts[from].balance -= amount;  // midas: no-race
    accounts[to].balance += amount;    // midas: no-race
}

static void move_together(Account &from, Account &to, long amount) {
    std::scoped_lock both(from.guard, to.guard);
    from.balance -= amount;  // midas: no-race
    to.balance += amount;    // midas: no-race
}

static void move_adopted(Account &from, Account &to, long amount) {
    std::lock(from.guard, to.guard);
    std::lock_guard<std::mutex> one(from.guard, std::adopt_lock);
    std::lock_guard<std::mutex> other(to.guard, std::adopt_lock);
    from.balance -= amount;  // midas: no-race
    to.balance += amount;    // midas: no-race
}

int main() {
    std::thread a([] { for (int i = 0; i < 50; i++) move_by_index(0, 1, 1); });
    std::thread b([] { for (int i = 0; i < 50; i++) move_together(accounts[1], accounts[2], 2); });
    std::thread c([] { for (int i = 0; i < 50; i++) move_adopted(accounts[2], accounts[0], 3); });
    a.join();
    b.join();
    c.join();
    return 0;
}
