// Arguments of templates that are values.
#include <cstdio>
template <class T, int N> struct Box { T items[N]; int size() const { return N; } };
template <int K> int times(int n) { return K * n; }
int main() { Box<int,3> b; std::printf("%d %d\n", b.size(), times<4>(2)); }
