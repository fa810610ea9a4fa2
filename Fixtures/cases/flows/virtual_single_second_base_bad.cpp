// midas-flags: -std=c++17
#include <ctime>

struct Base {
    virtual ~Base() = default;
    long id = 0;
};
struct Listener {
    virtual void heard(int what) = 0;
    virtual ~Listener() = default;
};
struct Session : Base, Listener {
    long last = 0;  // midas: pure
    int what = 0;   // midas: deterministic
    void heard(int key) override {
        last = time(nullptr);  // midas: source clock effective
        what = key;
    }
};

static Session session;
static Listener *listener = &session;

void handle(int key) { listener->heard(key); }
