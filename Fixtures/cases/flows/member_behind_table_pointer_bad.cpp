// midas-flags: -std=c++17
#include <ctime>

struct Listener {
    long seen;  // midas: pure
    int kind;   // midas: deterministic
    virtual ~Listener() = default;
    virtual void notify() {}
};

struct Recorder : Listener {
    int calls;  // midas: deterministic
    void notify() override {
        seen = std::time(nullptr);  // midas: source clock effective
        calls++;
    }
};

static Recorder recorder;
static Listener *listener = &recorder;

void handle(int kind) {
    listener->kind = kind;
    listener->notify();
}
