// midas-flags: -std=c++20 -pthread
// A thread that can be stopped hands its token over before what it was given.
#include <cstdio>
#include <ctime>
#include <stop_token>
#include <thread>
static long from_clock;  // midas: pure
static int from_number;  // midas: deterministic
static void run(std::stop_token token, long when, int number) {
    (void)token;
    from_clock = when;
    from_number = number;
}
int main() {
    {
        std::jthread t(run, static_cast<long>(time(nullptr)), 7);
    }
    printf("%d\n", from_number);   // midas: output deterministic
    printf("%ld\n", from_clock);   // midas: output contaminated
}
