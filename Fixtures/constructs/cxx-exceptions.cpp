// Exceptions: handlers by type, rethrow, unwinding through frames.
#include <cstdio>
struct Guard { int n; ~Guard() { std::printf("guard %d\n", n); } };
struct Error { int code; virtual int get() const { return code; } virtual ~Error() {} Error(int c) : code(c) {} };
struct Special : Error { Special(int c) : Error(c) {} int get() const override { return code * 10; } };
static void thrower(int n) {
    Guard g{n};
    if (n == 1) throw 5;
    if (n == 2) throw Special(3);
    if (n == 3) throw "text";
    std::printf("no throw\n");
}
static int middle(int n) {
    Guard g{100 + n};
    try { thrower(n); return 1; } catch (const char *s) { std::printf("%s\n", s); throw; }
}
int main() {
    for (int i = 0; i < 4; i++) {
        try { std::printf("%d\n", middle(i)); }
        catch (int e) { std::printf("int %d\n", e); }
        catch (const Error &e) { std::printf("error %d\n", e.get()); }
        catch (...) { std::printf("other\n"); }
    }
    try { try { throw 1; } catch (int) { throw 2.5; } } catch (double d) { std::printf("%g\n", d); }
    return 0;
}
