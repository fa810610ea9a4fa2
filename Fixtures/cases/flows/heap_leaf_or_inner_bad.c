#include <stdlib.h>

/* One allocation, two kinds of records, of which neither begins the other. */
struct leaf {
    long value;  // midas: pure
    int is_leaf;
};
struct inner {
    void *children[4];
    int depth;  // midas: deterministic
    int weight;  // midas: pure
};

static void *root;
static long sum;  // midas: contaminated

void insert(int key) {
    int is_leaf = key & 1;
    void *node = malloc(is_leaf ? sizeof(struct leaf) : sizeof(struct inner));
    if (is_leaf) {
        struct leaf *l = node;
        l->value = random();  // midas: source random effective
        l->is_leaf = 1;
    } else {
        struct inner *i = node;
        i->depth = key;
        i->weight = rand();  // midas: source random effective
    }
    root = node;
    if (is_leaf) sum = ((struct leaf *)root)->value;
}
