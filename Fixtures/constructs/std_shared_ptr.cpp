#include <cstdio>
#include <memory>

struct Node { int value; std::shared_ptr<Node> next; std::weak_ptr<Node> back; ~Node() { printf("~%d ", value); } };

int main() {
    auto first = std::make_shared<Node>();
    first->value = 1;
    auto second = std::make_shared<Node>();
    second->value = 2;
    first->next = second;
    second->back = first;
    printf("%ld %ld\n", first.use_count(), second.use_count());
    if (auto locked = second->back.lock()) printf("%d\n", locked->value);
    first.reset();
    printf("expired %d\n", second->back.expired());
    std::shared_ptr<int> n(new int(5));
    std::shared_ptr<int> m = n;
    *m += 2;
    printf("%d %d\n", *n, n == m);
    return 0;
}
