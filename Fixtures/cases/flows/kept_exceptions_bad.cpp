// Exceptions that tasks keep, and that depend on what is parsed.
#include <cstdlib>
#include <ctime>
#include <future>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

static long ok_runs;         // midas: contaminated
static long failed_runs;     // midas: contaminated
static long sum;             // midas: contaminated
static long parsed;          // midas: deterministic
static long rejected;        // midas: deterministic
static long env_errors;      // midas: contaminated
static long env_value;       // midas: pure
static long known;           // midas: deterministic
static long unknown;         // midas: deterministic
static std::map<std::string, long> table = {{"a", 1}, {"b", 2}};  // midas: deterministic

static int flaky(int n) {
    if (std::time(nullptr) % 2) throw std::runtime_error("odd");  // midas: source clock effective
    return n;
}

int main() {
    try {
        env_value = std::stol(std::getenv("LIMIT") ? std::getenv("LIMIT") : "x");
    } catch (const std::invalid_argument &) {
        env_errors++;
    }
    std::string verb, word;
    while (std::cin >> verb >> word) {
        if (verb == "run") {
            auto task = std::async(std::launch::deferred, flaky, 3);
            try {
                sum += task.get();
                ok_runs++;
            } catch (const std::exception &) {
                failed_runs++;
            }
        } else if (verb == "parse") {
            try {
                parsed += std::stol(word);
            } catch (const std::exception &) {
                rejected++;
            }
        } else if (verb == "look") {
            try {
                known += table.at(word);
            } catch (const std::out_of_range &) {
                unknown++;
            }
        }
    }
}
