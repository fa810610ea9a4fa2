// A server of commands as variants: what is allowed depends on the clock, what is counted does not.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

using Clock = std::chrono::system_clock;

struct Usage {
    uint64_t calls = 0;                // midas: deterministic
    uint64_t rejected = 0;             // midas: contaminated
    Clock::time_point window;          // midas: pure
    uint32_t in_window = 0;            // midas: contaminated
};

struct Set { std::string key; int64_t value; };
struct Drop { std::string key; };
struct Ask { std::string user; };
using Command = std::variant<Set, Drop, Ask>;

class Limits {
public:
    bool allow(const std::string &user) {
        Usage &u = users_[user];
        ++u.calls;
        auto now = Clock::now();
        if (now - u.window > std::chrono::seconds(1)) {
            u.window = now;
            u.in_window = 0;
        }
        if (++u.in_window > limit_) {
            ++u.rejected;
            return false;
        }
        return true;
    }
    void set_limit(uint32_t limit) { limit_ = limit; }
    uint64_t calls(const std::string &user) const {
        auto it = users_.find(user);
        return it == users_.end() ? 0 : it->second.calls;
    }
    uint64_t total() const {
        uint64_t sum = 0;
        for (const auto &[name, u] : users_) sum += u.calls;
        return sum;
    }
private:
    std::unordered_map<std::string, Usage> users_;
    uint32_t limit_ = 10;              // midas: deterministic
};

static Limits limits;
static std::map<std::string, int64_t> table;   
static std::vector<std::string> log_lines;     // midas: contaminated
static uint64_t last_total;                    // midas: deterministic
static size_t commands;                        // midas: deterministic

static std::optional<Command> parse(std::string_view line) {
    std::istringstream in{std::string(line)};
    std::string verb, key;
    in >> verb >> key;
    if (verb == "set") { int64_t v; in >> v; return Set{key, v}; }
    if (verb == "drop") return Drop{key};
    if (verb == "ask") return Ask{key};
    return std::nullopt;
}

struct Apply {
    void operator()(const Set &s) const { table[s.key] = s.value; }
    void operator()(const Drop &d) const { table.erase(d.key); }
    void operator()(const Ask &a) const {
        if (!limits.allow(a.user)) log_lines.push_back("rejected " + a.user);
        std::cout << limits.calls(a.user) << "\n";   // midas: output deterministic
    }
};

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        auto command = parse(line);
        if (!command) continue;
        ++commands;
        std::visit(Apply{}, *command);
        last_total = limits.total();
    }
}
