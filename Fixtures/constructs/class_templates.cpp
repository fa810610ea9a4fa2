#include <cstdio>

template <class T, int N = 8> class Stack {
    T items[N];
    int top = 0;
public:
    static constexpr int capacity = N;
    void push(T t) { items[top++] = t; }
    T pop() { return items[--top]; }
    int size() const { return top; }
};
template <class A, class B> struct Pair { A a; B b; B sum() const { return a + b; } };

int main() {
    Stack<int> s;
    for (int i = 0; i < 5; i++) s.push(i * i);
    printf("%d ", s.pop());
    printf("%d %d\n", s.pop(), s.size());
    Stack<const char *, 2> t;
    t.push("x");
    printf("%s %d\n", t.pop(), Stack<char, 9>::capacity);
    Pair<int, double> p{1, 2.5};
    printf("%g\n", p.sum());
    return 0;
}
