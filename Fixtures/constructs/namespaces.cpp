#include <cstdio>

static int f() { return 1; }
namespace outer { namespace inner { int value = 7; int f() { return 3; } int f2() { return 4; } } }
namespace outer { inline namespace v1 { int hidden() { return inner::value * 2; } } }
#define f() f()
#undef f

int main() {
    using namespace outer;
    printf("%d %d %d\n", f(), inner::f(), ::f());
    namespace o = outer::inner;
    printf("%d %d\n", o::value, hidden());
    using o::f2;
    printf("%d\n", f2());
    return 0;
}
