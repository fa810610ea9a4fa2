#include <cstdio>
#include <initializer_list>

int main() {
    int a[] = {1, 2, 3};
    for (int &x : a) x *= 2;
    int sum = 0;
    for (int x : a) sum += x;
    for (auto x : {10, 20}) sum += x;
    printf("%d\n", sum);
    return 0;
}
