// A text protocol whose commands stand in a table of lambdas.
#include <ctime>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

struct Command {
    const char *name;
    std::function<void(std::istream &)> run;
};

static long counter;            // midas: deterministic
static long stamped;            // midas: pure
static std::string greeting;    // midas: deterministic
static long last_reply;         // midas: contaminated

static Command table[] = {
    {"add",
     [](std::istream &in) {
         long n = 0;
         in >> n;
         counter += n;
     }},
    {"stamp", [](std::istream &) { stamped = std::time(nullptr); }},  // midas: source clock effective
    {"greet", [](std::istream &in) { in >> greeting; }},
    {"reply",
     [](std::istream &) {
         last_reply = stamped % 100;
         std::cout << last_reply << "\n";  // midas: output contaminated
     }},
};

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream in(line);
        std::string verb;
        in >> verb;
        for (auto &command : table)
            if (verb == command.name) command.run(in);
    }
}
