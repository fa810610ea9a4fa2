#include <cstdio>
#include <mutex>

static std::mutex lock;
static int balance = 100;
static bool withdraw(int n) {
    std::lock_guard<std::mutex> guard(lock);
    if (n > balance) return false;
    balance -= n;
    return true;
}

int main() {
    bool a = withdraw(70), b = withdraw(50);
    std::unique_lock<std::mutex> held(lock, std::defer_lock);
    held.lock();
    printf("%d %d %d %d\n", a, b, balance, held.owns_lock());
    held.unlock();
    std::scoped_lock both(lock);
    printf("%d\n", held.owns_lock());
    return 0;
}
