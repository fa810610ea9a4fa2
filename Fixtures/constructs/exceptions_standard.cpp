#include <cstdio>
#include <memory>
#include <vector>

struct Failure { int code; const char *what; };
struct Guard { int *n; ~Guard() { ++*n; } };
static int work(int n, int *left) {
    Guard guard{left};
    std::vector<int> v(n);
    auto p = std::make_unique<int>(n);
    if (n > 3) throw Failure{n, "large"};
    return *p + int(v.size());
}

int main() {
    int left = 0;
    for (int n = 2; n < 6; n++) {
        try { printf("%d ", work(n, &left)); }
        catch (const Failure &f) { printf("%s%d ", f.what, f.code); }
    }
    printf("%d\n", left);
    return 0;
}
