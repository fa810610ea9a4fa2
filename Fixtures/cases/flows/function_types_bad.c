#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* Functions called as another type than their own: cast where they are kept, by the compiler, or kept
   as a pointer to anything or as a number. */
typedef void (*visit_fn)(void *);
struct item_a { long stamp; };
struct item_b { long stamp; };
struct item_c { long stamp; };
struct item_d { long stamp; };

static struct item_a a;
static struct item_b b;
static struct item_c c;
static struct item_d d;
static long last_a;  // midas: pure
static long last_b;  // midas: pure
static long last_c;  // midas: pure
static long last_d;  // midas: pure

static void visit_a(struct item_a *it) { last_a = time(NULL) + (it == &a); }
static void visit_b(struct item_b *it) { last_b = time(NULL) + (it == &b); }
static void visit_c(struct item_c *it) { last_c = time(NULL) + (it == &c); }
static void visit_d(struct item_d *it) { last_d = time(NULL) + (it == &d); }

static const struct { const char *name; visit_fn visit; } table[] = {{"a", (visit_fn)visit_a}};
static void *kept = (void *)visit_c;
static uintptr_t number;

int main(void) {
    char line[80];
    visit_fn implicit;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wincompatible-pointer-types"
    implicit = visit_b;
#pragma GCC diagnostic pop
    number = (uintptr_t)visit_d;
    while (fgets(line, sizeof line, stdin)) {
        table[0].visit(&a);
        implicit(&b);
        ((visit_fn)kept)(&c);
        ((visit_fn)number)(&d);
    }
    return 0;
}
