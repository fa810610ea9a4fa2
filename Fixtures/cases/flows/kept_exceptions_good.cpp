// Exceptions that depend on requests alone decide nothing that differs.
#include <future>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

static long ok_runs;      // midas: deterministic
static long failed_runs;  // midas: deterministic
static long sum;          // midas: deterministic
static long parsed;       // midas: deterministic
static long rejected;     // midas: deterministic
static long unknown;      // midas: deterministic
static std::map<std::string, long> table = {{"a", 1}, {"b", 2}};  // midas: deterministic

static int strict(int n) {
    if (n < 0) throw std::runtime_error("negative");
    return n;
}

int main() {
    std::string verb, word;
    while (std::cin >> verb >> word) {
        try {
            long n = std::stol(word);
            parsed++;
            auto task = std::async(std::launch::deferred, strict, static_cast<int>(n));
            sum += task.get();
            ok_runs++;
        } catch (const std::invalid_argument &) {
            rejected++;
        } catch (const std::exception &) {
            failed_runs++;
        }
        try {
            sum += table.at(word);
        } catch (const std::out_of_range &) {
            unknown++;
        }
    }
}
