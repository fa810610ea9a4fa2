// midas-flags: -std=c++17
// Distributions and shuffles draw from what they are given: entropy, or code of the program's own.
#include <algorithm>
#include <ctime>
#include <iostream>
#include <random>
#include <vector>

struct Ticks {
    using result_type = unsigned;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~0u; }
    result_type operator()() { return static_cast<unsigned>(time(nullptr)); }  // midas: source clock effective
};

struct Dice {
    std::random_device device;
    int last = 0;                         // midas: pure
    int roll() {
        std::uniform_int_distribution<int> sides(1, 6);
        return last = sides(device);      // midas: source random effective
    }
};

static Dice dice;
static int rolled;               // midas: pure
static int ticked;               // midas: pure
static int fixed;                // midas: deterministic
static std::vector<int> deck;
static int first;                // midas: contaminated
static int requests;             // midas: deterministic

int main() {
    Ticks ticks;
    std::mt19937 engine(7);
    int n;
    while (std::cin >> n) {
        std::uniform_int_distribution<int> any(0, n);
        rolled = dice.roll();
        ticked = any(ticks);
        fixed = any(engine);
        deck.push_back(n);
        std::random_device source;
        std::shuffle(deck.begin(), deck.end(), source);  // midas: source random effective
        first = deck.front();
        requests++;
    }
}
