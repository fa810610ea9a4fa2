// midas-flags: -std=c++17
#include <ctime>
#include <functional>
#include <map>
#include <string>

long seen;   // midas: pure
long asked;  // midas: deterministic
long reset;  // midas: pure

static void see(int) { seen = std::time(nullptr); }  // midas: source clock effective
static void ask(int) { asked++; }

static const std::map<std::string, void (*)(int)> handlers = {{"ask", ask}, {"see", see}};

void dispatch(const std::string &verb) {
    auto found = handlers.find(verb);
    if (found != handlers.end()) found->second(1);
}

class Server {
  public:
    Server() {
        handlers_["put"] = [this](int value) { put(value); };
        handlers_["stamp"] = [this](int value) { stamp(value); };
        handlers_["reset"] = [](int) { reset = std::time(nullptr); };  // midas: source clock effective
    }
    void dispatch(const std::string &verb) { handlers_[verb](1); }

  private:
    void put(int value) { last_ = value; }
    void stamp(int) { at_ = std::time(nullptr); }  // midas: source clock effective
    int last_ = 0;  // midas: deterministic
    long at_ = 0;   // midas: pure
    std::map<std::string, std::function<void(int)>> handlers_;
};

static Server server;
void serve(const std::string &verb) { server.dispatch(verb); }
