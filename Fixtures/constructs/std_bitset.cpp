#include <bitset>
#include <cstdio>

int main() {
    std::bitset<70> b;
    b.set(3);
    b[68] = true;
    b.flip(5);
    printf("%zu %d %d %d\n", b.count(), int(b.test(68)), int(b[4]), b.any());
    std::bitset<8> m(0xA5);
    m <<= 1;
    printf("%lu\n", (m | std::bitset<8>(1)).to_ulong());
    return 0;
}
