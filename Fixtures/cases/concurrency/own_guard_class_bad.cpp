// midas-flags: -std=c++17 -pthread
#include <atomic>
#include <mutex>
#include <pthread.h>
#include <thread>

class SpinLock {
public:
    void lock() { while (flag.test_and_set(std::memory_order_acquire)) {} }
    void unlock() { flag.clear(std::memory_order_release); }
private:
    std::atomic_flag flag = ATOMIC_FLAG_INIT;
};

class Mutex {
public:
    Mutex() { pthread_mutex_init(&mutex, nullptr); }
    ~Mutex() { pthread_mutex_destroy(&mutex); }
    void Lock() { pthread_mutex_lock(&mutex); }
    void Unlock() { pthread_mutex_unlock(&mutex); }
private:
    pthread_mutex_t mutex;
};

class MutexLock {
public:
    explicit MutexLock(Mutex *mutex) : mutex(mutex) { mutex->Lock(); }
    ~MutexLock() { mutex->Unlock(); }
private:
    Mutex *mutex;
};

static SpinLock spin;
static Mutex mutex;
static long spun;    // midas: pure
static long locked;  // midas: pure

static void worker() {
    for (int i = 0; i < 100; i++) {
        {
            std::lock_guard<SpinLock> hold(spin);
            spun = spun * 3 + i;  // midas: no-race; source scheduling effective
        }
        { MutexLock hold(&mutex); }
        locked += i;  // midas: race; source scheduling effective
    }
}

int main() {
    std::thread a(worker);
    std::thread b(worker);
    a.join();
    b.join();
    return 0;
}
