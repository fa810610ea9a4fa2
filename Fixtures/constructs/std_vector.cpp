#include <cstdio>
#include <vector>

struct Item { int key; double weight; };

int main() {
    std::vector<int> v;
    for (int i = 0; i < 20; i++) v.push_back(i * i % 7);
    int sum = 0;
    for (int x : v) sum += x;
    printf("%zu %d %d %d\n", v.size(), sum, v.front(), v.back());
    v.erase(v.begin() + 3);
    v.insert(v.begin(), 99);
    v.pop_back();
    v.resize(25, 4);
    printf("%d %d %zu\n", v[0], v[24], v.size());
    std::vector<Item> items;
    items.push_back(Item{1, 2.5});
    items.push_back({2, 3.5});
    items.emplace_back(Item{3, 1});
    double total = 0;
    for (const auto &[key, weight] : items) total += key * weight;
    printf("%g\n", total);
    std::vector<int> list{5, 6, 7}, copy = list;
    copy[1] = 60;
    std::vector<int> moved = std::move(list);
    printf("%d %d %zu %zu\n", copy[1], moved[1], list.size(), moved.size());
    std::vector<std::vector<int>> grid(3, std::vector<int>(2, 8));
    grid[2][1] = 1;
    printf("%d %d\n", grid[0][0] + grid[2][1], copy == moved);
    return 0;
}
