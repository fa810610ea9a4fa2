// midas-flags: -std=c++17
#include <iostream>
#include <sstream>
#include <string>
#include <ctime>
#include <unistd.h>

std::string banner;      // midas: pure
std::string fixedText;   // midas: deterministic
int requests;            // midas: deterministic

void start() {
    std::ostringstream out;
    out << "pid " << getpid();  // midas: source process-identity effective
    banner = out.str();
    fixedText = "v" + std::to_string(3);
}

void handle(int n) {
    requests += n;
    std::cerr << "handled at " << std::time(nullptr) << "\n";  // midas: source clock superficial
    std::clog << requests << std::endl;
    std::cout << requests << std::endl;  // midas: output deterministic
}
