#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

struct item {
    char name[32];
    long weight;
};

static struct item *items;

static int by_weight(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

static int by_all(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int by_prefix(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return strncmp(x->name, y->name, 4);
}

static size_t load(struct item *rows) {
    size_t n = 0;
    struct dirent *e;
    DIR *d = opendir("spool");
    if (!d) exit(1);
    while (n < 64 && (e = readdir(d))) {  // midas: source ordering effective
        snprintf(rows[n].name, sizeof rows[n].name, "%s", e->d_name);
        rows[n].weight = (long)strlen(e->d_name);
        n++;
    }
    closedir(d);
    return n;
}

static void print(const struct item *rows, size_t n) {
    for (size_t i = 0; i < n; i++) printf("%s\n", rows[i].name);
}

int main(void) {
    static struct item heavy[64], all[64], some[64];
    size_t n = load(heavy);
    qsort(heavy, n, sizeof *heavy, by_weight);  // midas: source ordering effective
    n = load(all);
    qsort(all, n, sizeof *all, by_all);         // midas: no-source
    n = load(some);
    qsort(some, n, sizeof *some, by_prefix);    // midas: source ordering effective
    print(heavy, n);
    print(some, n);
    (void)items;
    return 0;
}
