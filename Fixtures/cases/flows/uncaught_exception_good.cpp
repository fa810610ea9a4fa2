// What nobody catches ends the program: it reaches no quiescence.
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>

struct Server {
    long received = 0;  // midas: deterministic
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    void handle(const std::string &line) {
        std::string copy = line;
        if (std::chrono::steady_clock::now() < started) throw std::runtime_error("clock");
        received += copy.size();
    }
};

int main() {
    Server server;
    std::string line;
    while (std::getline(std::cin, line)) server.handle(line);
}
