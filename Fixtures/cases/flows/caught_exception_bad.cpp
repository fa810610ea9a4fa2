// A caught exception leaves out what comes after it: whether it does depends on the clock.
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>

struct Server {
    long received = 0;  // midas: contaminated
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
    while (std::getline(std::cin, line)) {
        try {
            server.handle(line);
        } catch (const std::exception &error) {
            std::cerr << error.what() << "\n";
        }
    }
}
