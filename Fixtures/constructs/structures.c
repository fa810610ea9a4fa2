#include <stdio.h>

struct point { int x, y; };
struct box { struct point low, high; char name[5]; };
static struct point move(struct point p, int by) {
    p.x += by;
    p.y -= by;
    return p;
}

int main(void) {
    struct point p = {1, 2}, q;
    q = p;
    q.x += 10;
    struct box b = {{0, 0}, {3, 4}, "box"};
    b.high = q;
    struct box copy = b;
    copy.low.y = 9;
    printf("%d %d %d %d %s\n", p.x, q.x, b.high.x, copy.low.y, copy.name);
    struct box *bp = &b;
    bp->low.x--;
    struct point *pp = &bp->low;
    pp->y = -5;
    printf("%d %d %zu\n", b.low.x, b.low.y, sizeof b);
    struct point moved = move(p, 5);
    printf("%d %d %d\n", moved.x, moved.y, move(moved, 1).x);
    return 0;
}
