// midas-flags: -std=c++17
// A file that is named by an argument or a literal is configuration, also where the name is kept in
// a string, put together or handed on; one that the environment or a request names is not.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

static std::string direct;      // midas: deterministic
static std::string handed;      // midas: deterministic
static std::string joined;      // midas: deterministic
static std::string kept;        // midas: deterministic
static std::string fromHome;    // midas: pure
static std::string requested;   // midas: pure
static std::string status;      // midas: pure

struct Settings {
    std::string path;           // midas: deterministic
    explicit Settings(std::string p) : path(std::move(p)) {}
    void load() {
        std::ifstream in(path);
        std::getline(in, kept);
    }
};

static void load(const std::string &path, std::string &into) {
    std::ifstream in(path);
    std::getline(in, into);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    std::string name = argv[1];
    std::ifstream in(name);
    std::getline(in, direct);
    std::ifstream more(name + "/main.conf");
    std::getline(more, joined);
    Settings settings(argv[1]);
    settings.load();
    load("/etc/server.conf", handed);
    std::string home = std::getenv("HOME");
    std::ifstream own(home + "/.serverrc");
    std::getline(own, fromHome);                // midas: source input effective
    std::ifstream proc(std::string("/proc/self/status"));
    std::getline(proc, status);
    std::string line;
    while (std::getline(std::cin, line)) {
        std::ifstream asked(line);
        std::getline(asked, requested);         // midas: source input effective
    }
}
