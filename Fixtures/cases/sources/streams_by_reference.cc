// What a stream yields depends on what it was opened on, however it is handed on.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

static std::string configured;  // midas: deterministic
static std::string asked;       // midas: deterministic
static std::string parsed;      // midas: deterministic
static std::string read;        // midas: pure

static void take(std::istream& in, std::string& to) { in >> to; }

int main(int argc, char** argv) {
    std::ifstream config(argc > 1 ? argv[1] : "server.conf");
    config >> configured;
    std::string line;
    while (std::getline(std::cin, line)) {  // midas: no-source
        std::istringstream words(line);
        take(words, parsed);
        take(std::cin, asked);
        std::ifstream other("other.txt");
        other >> read;  // midas: source input effective
    }
}
