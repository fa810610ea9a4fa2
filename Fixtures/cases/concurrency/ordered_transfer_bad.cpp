// midas-flags: -std=c++17 -pthread
#include <mutex>
#include <thread>

struct Account {
    std::mutex guard;
    long balance = 100;  // midas: contaminated
    int refused = 0;     // midas: contaminated
};

static Account accounts[3];

static void transfer(Account &from, Account &to, long amount) {
    std::scoped_lock both(from.guard, to.guard);
    if (from.balance < amount) {  // midas: no-race; source scheduling effective
        from.refused++;           // midas: no-race
        return;
    }
    from.balance -= amount;  // midas: no-race
    to.balance += amount;    // midas: no-race
}

int main() {
    std::thread a([] { for (int i = 0; i < 50; i++) transfer(accounts[0], accounts[1], 10); });
    std::thread b([] { for (int i = 0; i < 50; i++) transfer(accounts[1], accounts[0], 10); });
    a.join();
    b.join();
    return 0;
}
