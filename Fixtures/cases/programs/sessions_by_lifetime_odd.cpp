// midas-flags: -std=c++20
// sessions with RAII: a timer in the destructor, tokens by random_device, ids by a counter
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>

struct Metrics {
    long closed = 0;                 // midas: deterministic
    double longest = 0;              // midas: pure
};
static Metrics metrics;

class Session {
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();  // midas: source clock effective
    std::string user_;               // midas: deterministic
    uint64_t token_;                 // midas: pure
    int id_;                         // midas: deterministic
  public:
    Session(std::string user, int id) : user_(std::move(user)), id_(id) {
        std::random_device rd;
        token_ = (static_cast<uint64_t>(rd()) << 32) | rd();   // midas: source random effective
    }
    Session(const Session &) = delete;
    ~Session() {
        std::chrono::duration<double> d = std::chrono::steady_clock::now() - begin_;  // midas: source clock effective
        if (d.count() > metrics.longest) metrics.longest = d.count();
        metrics.closed++;
    }
    const std::string &user() const { return user_; }
    uint64_t token() const { return token_; }
};
class Registry {
    std::map<int, std::unique_ptr<Session>> sessions_;
    std::map<std::string, int> byUser_;   // midas: deterministic
    int next_ = 1;                        // midas: deterministic
  public:
    int open(const std::string &user) {
        int id = next_++;
        sessions_.emplace(id, std::make_unique<Session>(user, id));
        byUser_[user] = id;
        return id;
    }
    bool close(int id) {
        auto it = sessions_.find(id);
        if (it == sessions_.end()) return false;
        byUser_.erase(it->second->user());
        sessions_.erase(it);
        return true;
    }
    Session *find(int id) {
        auto it = sessions_.find(id);
        return it == sessions_.end() ? nullptr : it->second.get();
    }
    size_t size() const { return sessions_.size(); }
};
int main() {
    Registry r;
    std::string verb, arg;
    while (std::cin >> verb >> arg) {
        if (verb == "open") std::cout << r.open(arg) << "\n";                       // midas: output deterministic
        else if (verb == "close") std::cout << r.close(std::stoi(arg)) << "\n";     // midas: output deterministic
        else if (auto *s = r.find(std::stoi(arg))) std::cout << s->token() << "\n"; // midas: output contaminated
        std::cout << r.size() << "\n";                                              // midas: output deterministic
    }
}
