#include <concepts>
#include <cstdio>

template <typename T> concept Sized = requires(const T &t) { { t.size() } -> std::convertible_to<int>; };
struct Box { int n; int size() const { return n; } };
template <typename T> int measure(const T &t) { if constexpr (Sized<T>) return t.size(); else return -1; }
template <std::integral T> T half(T n) { return n / 2; }
template <typename T> requires(!std::integral<T>) T half(T n) { return n * 0.5; }
auto twice(auto n) { return n + n; }

int main() {
    printf("%d %d %d %g %d\n", measure(Box{4}), measure(3), half(9), half(9.0), twice(21));
    return 0;
}
