#include <cstdio>

class List {
    struct Node { int value; Node *next; };
    Node nodes[4];
    int used = 0;
    Node *head = nullptr;
    friend int sum(const List &);
public:
    void push(int v) { nodes[used] = {v, head}; head = &nodes[used++]; }
    const Node *first() const { return head; }
};
int sum(const List &l) { int t = 0; for (auto *n = l.head; n; n = n->next) t += n->value; return t; }

int main() {
    List l;
    l.push(1);
    l.push(2);
    printf("%d %d\n", sum(l), l.first()->value);
    return 0;
}
