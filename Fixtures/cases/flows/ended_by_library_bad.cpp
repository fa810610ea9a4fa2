// midas-flags: -std=c++20
// What containers and smart pointers hold is destroyed by the library: its destructors run.
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

static time_t inVector;     // midas: pure
static time_t atScopeEnd;   // midas: pure
static time_t inMap;        // midas: pure
static time_t owned;        // midas: pure
static time_t shared;       // midas: pure
static time_t derived;      // midas: pure
static time_t inPair;       // midas: pure
static time_t byDeleter;    // midas: pure
static time_t byFunction;   // midas: pure
static time_t inOptional;   // midas: pure
static int ended;           // midas: deterministic
static int kept;            // midas: deterministic

struct InVector { ~InVector() { inVector = time(nullptr); } int n = 0; };      // midas: source clock effective
struct Scoped { ~Scoped() { atScopeEnd = time(nullptr); } int n = 0; };        // midas: source clock effective
struct InMap { ~InMap() { inMap = time(nullptr); } int n = 0; };               // midas: source clock effective
struct Owned { ~Owned() { owned = time(nullptr); } int n = 0; };               // midas: source clock effective
struct Shared { ~Shared() { shared = time(nullptr); } int n = 0; };            // midas: source clock effective
struct Base { virtual ~Base() { ended++; } };
struct Derived : Base { ~Derived() override { derived = time(nullptr); } };    // midas: source clock effective
struct InPair { ~InPair() { inPair = time(nullptr); } int n = 0; };            // midas: source clock effective
struct InOptional { ~InOptional() { inOptional = time(nullptr); } int n = 0; }; // midas: source clock effective
struct Deleter {
    void operator()(int *p) const {
        byDeleter = time(nullptr);  // midas: source clock effective
        delete p;
    }
};
struct Quiet { ~Quiet() { kept = 7; } std::string name; };

static void release(int *p) {
    byFunction = time(nullptr);     // midas: source clock effective
    delete p;
}

static std::vector<InVector> elements;
static std::map<int, InMap> mapped;
static std::vector<std::unique_ptr<Owned>> owners;
static std::shared_ptr<Shared> sharer;
static std::vector<std::unique_ptr<Base>> bases;
static std::vector<std::pair<int, InPair>> pairs;
static std::optional<InOptional> perhaps;
static std::map<std::string, std::vector<Quiet>> quiet;

int main() {
    int c;
    while ((c = getchar()) != EOF) {
        elements.emplace_back();
        if (c == 'c') elements.clear();
        { std::vector<Scoped> scoped(3); }
        mapped[c].n = c;
        mapped.erase(c - 1);
        owners.push_back(std::make_unique<Owned>());
        if (c == 'o') owners.pop_back();
        sharer = std::make_shared<Shared>();
        bases.push_back(std::make_unique<Derived>());
        bases.clear();
        pairs.resize(3);
        pairs.clear();
        { std::unique_ptr<int, Deleter> p(new int(c)); }
        { std::shared_ptr<int> p(new int(c), release); }
        perhaps.emplace();
        perhaps.reset();
        quiet["x"].emplace_back();
        quiet.clear();
    }
}
