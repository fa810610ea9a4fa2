// midas-flags: -std=c++17
#include <ctime>
#include <iostream>

void handle() {
    std::cout << std::time(nullptr) << "\n";  // midas: source clock effective; output pure
    std::cerr << std::time(nullptr) << "\n";  // midas: source clock superficial
}
