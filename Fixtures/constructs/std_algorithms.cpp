#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

int main() {
    std::vector<int> v;
    unsigned x = 12345;
    for (int i = 0; i < 40; i++) { x = x * 1103515245u + 12345u; v.push_back(int(x >> 16) % 100); }
    std::sort(v.begin(), v.end());
    printf("%d %d %d\n", v[0], v[20], v[39]);
    std::sort(v.begin(), v.end(), [](int a, int b) { return a % 10 != b % 10 ? a % 10 < b % 10 : a > b; });
    printf("%d %d\n", v[0], v[39]);
    int odd = std::count_if(v.begin(), v.end(), [](int n) { return n & 1; });
    auto it = std::find(v.begin(), v.end(), v[7]);
    printf("%d %d %d\n", odd, int(it - v.begin()), std::accumulate(v.begin(), v.end(), 0));
    std::reverse(v.begin(), v.end());
    auto most = std::max_element(v.begin(), v.end());
    printf("%d %d\n", *most, std::min(3, 2));
    v.erase(std::remove_if(v.begin(), v.end(), [](int n) { return n > 50; }), v.end());
    std::vector<int> squares(v.size());
    std::transform(v.begin(), v.end(), squares.begin(), [k = 2](int n) { return n * n + k; });
    printf("%zu %d %d\n", v.size(), squares[0], std::all_of(v.begin(), v.end(), [](int n) { return n <= 50; }));
    std::stable_sort(v.begin(), v.end());
    printf("%d\n", std::binary_search(v.begin(), v.end(), v[3]));
    return 0;
}
