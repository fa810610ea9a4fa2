// midas-profile: heterogeneous
// The last bits of elementary functions depend on the instructions that the C library chooses.
#include <math.h>
#include <stdlib.h>

static double angle;   // midas: deterministic
static double height;  // midas: pure
static double area;    // midas: contaminated
static double rounded; // midas: deterministic

int main(int argc, char **argv) {
    angle = argc > 1 ? atof(argv[1]) : 0.5;
    height = sin(angle); // midas: source floating-point effective
    area = height * 2;
    rounded = floor(angle);
    return 0;
}
