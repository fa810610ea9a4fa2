// Replicas on machines of one kind compute the same.
#include <math.h>
#include <stdlib.h>

static double height; // midas: deterministic

int main(int argc, char **argv) {
    height = sin(argc > 1 ? atof(argv[1]) : 0.5); // midas: no-source
    return 0;
}
