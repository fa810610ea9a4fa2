// midas-flags: -std=c++20
// chat rooms, event dispatch by table of handlers, RAII
#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <iomanip>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

using Clock = std::chrono::steady_clock;

struct Message {
    int seq;                        // midas: deterministic
    std::string from;               // midas: deterministic
    std::string text;               // midas: deterministic
    Clock::time_point at;           // midas: pure
};

struct Room {
    std::string name;               // midas: deterministic
    std::set<std::string> members;  // midas: deterministic
    std::list<Message> history;
    std::optional<std::string> topic; // midas: deterministic
    int posts = 0;                  // midas: deterministic
};

struct Stats {
    long handled = 0;               // midas: deterministic
    long slow = 0;                  // midas: contaminated
    double last_ms = 0;             // midas: pure
    std::string digest;             // midas: pure
};

class Timer {
  public:
    explicit Timer(Stats &s) : stats_(s), start_(Clock::now()) {}  // midas: source clock effective
    ~Timer() {
        auto d = Clock::now() - start_;  // midas: source clock effective
        stats_.last_ms = std::chrono::duration<double, std::milli>(d).count();
        if (stats_.last_ms > 50) stats_.slow++;
    }

  private:
    Stats &stats_;
    Clock::time_point start_;
};

class Server {
  public:
    Server() {
        handlers_["join"] = [this](std::istringstream &in) { join(in); };
        handlers_["post"] = [this](std::istringstream &in) { post(in); };
        handlers_["list"] = [this](std::istringstream &) { list(); };
        handlers_["dig"] = [this](std::istringstream &) { digest(); };
        handlers_["pick"] = [this](std::istringstream &in) { pick(in); };
    }

    void run() {
        std::string line;
        while (std::getline(std::cin, line)) {
            Timer timer(stats_);
            std::istringstream in(line);
            std::string verb;
            in >> verb;
            auto h = handlers_.find(verb);
            if (h == handlers_.end()) {
                std::cerr << "bad verb " << verb << "\n";  // midas: output deterministic
                continue;
            }
            h->second(in);
            stats_.handled++;
        }
    }

  private:
    void join(std::istringstream &in) {
        std::string room, who;
        in >> room >> who;
        auto &r = rooms_[room];
        r.name = room;
        r.members.insert(who);
        if (!r.topic) r.topic = "welcome to " + room;
        std::cout << "joined " << r.members.size() << "\n";  // midas: output deterministic
    }
    void post(std::istringstream &in) {
        std::string room, who, text;
        in >> room >> who;
        std::getline(in, text);
        auto it = rooms_.find(room);
        if (it == rooms_.end()) return;
        Message m{next_++, who, text, Clock::now()};  // midas: source clock effective
        it->second.history.push_back(m);
        it->second.posts++;
        if (it->second.history.size() > 100) it->second.history.pop_front();
    }
    void list() {
        for (const auto &[name, room] : rooms_)  // midas: source ordering effective
            std::cout << name << ' ' << room.posts << '\n';  // midas: output pure
    }
    void digest() {
        std::ostringstream out;
        for (const auto &[name, room] : rooms_) out << name << ';';  // midas: source ordering effective
        stats_.digest = out.str();
    }
    void pick(std::istringstream &in) {
        std::string room;
        in >> room;
        auto it = rooms_.find(room);
        if (it == rooms_.end() || it->second.members.empty()) return;
        static std::minstd_rand gen(static_cast<unsigned>(::getpid()));  // midas: source process-identity effective
        auto m = it->second.members.begin();
        std::advance(m, gen() % it->second.members.size());
        winner_ = *m;
        std::cout << winner_ << '\n';  // midas: output contaminated
    }

    std::unordered_map<std::string, Room> rooms_;
    std::map<std::string, std::function<void(std::istringstream &)>> handlers_;
    Stats stats_;
    int next_ = 0;                  // midas: deterministic
    std::string winner_;            // midas: contaminated
};

int main() {
    Server server;
    server.run();
}
