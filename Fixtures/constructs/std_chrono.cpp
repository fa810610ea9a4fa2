#include <chrono>
#include <cstdio>
#include <ratio>

int main() {
    using namespace std::chrono;
    milliseconds a(1500);
    auto b = seconds(2) + a;
    printf("%lld %lld\n", (long long)b.count(), (long long)duration_cast<seconds>(b).count());
    printf("%d %lld\n", a < seconds(2), (long long)(minutes(1) / 4).count());
    time_point<system_clock> t{seconds(10)};
    t += a;
    printf("%lld\n", (long long)duration_cast<milliseconds>(t.time_since_epoch()).count());
    return 0;
}
