#include <cstdio>
#include <forward_list>

int main() {
    std::forward_list<int> l{3, 1, 2};
    l.push_front(9);
    int sum = 0, place = 1;
    for (int n : l) { sum += n * place; place *= 10; }
    l.sort();
    printf("%d %d\n", sum, l.front());
    l.remove(3);
    l.reverse();
    for (auto it = l.begin(); it != l.end(); ++it) printf("%d ", *it);
    printf("\n");
    return 0;
}
