#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// Handlers are named in tables of braces.
using Handler = std::function<void(int)>;

static long in_pointers, in_functions, in_pairs, in_list;  // midas: in_pointers=pure, in_functions=pure, in_pairs=pure, in_list=pure

static void first(int) { in_pointers = time(nullptr); }    // midas: source clock effective
static void second(int) { in_functions = time(nullptr); }  // midas: source clock effective
static void third(int) { in_pairs = time(nullptr); }       // midas: source clock effective
static void fourth(int) { in_list = time(nullptr); }       // midas: source clock effective

static const std::map<std::string, void (*)(int)> pointers = {{"a", first}, {"b", first}};
static const std::unordered_map<std::string, Handler> functions{{"x", second}};
static const std::map<std::string, std::pair<int, Handler>> pairs = {{"x", {1, third}}};
static const std::vector<std::pair<const char *, Handler>> list = {{"x", fourth}};

void handle(const std::string &name, int x) {
    pointers.at(name)(x);
    if (auto found = functions.find(name); found != functions.end()) found->second(x);
    pairs.at(name).second(x);
    for (auto &[key, run] : list) run(x);
}
