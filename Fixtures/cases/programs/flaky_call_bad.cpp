// midas-flags: -std=c++17
#include <cstdlib>
#include <stdexcept>
#include <string>

int attempts;    // midas: deterministic
int failures;    // midas: contaminated
int status;      // midas: contaminated
int always;      // midas: deterministic

static int flaky() {
    if (std::rand() % 2) throw std::runtime_error("no");  // midas: source random effective
    return 1;
}

void handle() {
    attempts++;
    try {
        status = flaky();
    } catch (const std::exception &e) {
        failures++;
    }
    always = 7;
}

class Guard {
    int &ref;
    int old;
public:
    explicit Guard(int &r) : ref(r), old(r) { ref = std::rand(); }  // midas: source random superficial
    ~Guard() { ref = old; }
};
int mode;  // midas: superficial
void scoped() { Guard g(mode); }
