#include <stdio.h>

// What a call gives is called: by value, by reference, out of an element that an operator gives.
typedef int (*Step)(int);

static int twice(int x) { return 2 * x; }
static int next(int x) { return x + 1; }

static Step held = twice;
static Step &reference() { return held; }
static Step value() { return next; }

struct Steps {
    Step all[2];
    Step &operator[](int index) { return all[index]; }
    Step &at(int index) { return all[index]; }
};

int main() {
    Steps steps = {{twice, next}};
    printf("%d %d\n", reference()(3), value()(3));
    printf("%d %d\n", steps[0](4), steps[1](4));
    printf("%d\n", steps.at(1)(5));
    reference() = next;
    printf("%d\n", reference()(6));
    return 0;
}
