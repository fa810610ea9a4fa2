#include <cstdio>
#include <deque>
#include <queue>
#include <stack>

int main() {
    std::deque<int> d;
    for (int i = 0; i < 200; i++) i & 1 ? d.push_back(i) : d.push_front(i);
    printf("%d %d %zu %d\n", d.front(), d.back(), d.size(), d[100]);
    d.pop_front();
    d.pop_back();
    int sum = 0;
    for (int n : d) sum += n;
    printf("%d\n", sum);
    std::queue<int> q;
    q.push(1);
    q.push(2);
    q.pop();
    std::stack<int> s;
    s.push(3);
    s.push(4);
    std::priority_queue<int> h;
    for (int n : {3, 9, 1, 7}) h.push(n);
    h.pop();
    printf("%d %d %d\n", q.front(), s.top(), h.top());
    return 0;
}
