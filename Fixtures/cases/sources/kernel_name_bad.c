#include <sys/utsname.h>

char g;  // midas: pure

void handle(void) {
    struct utsname name;
    uname(&name);  // midas: source environment effective
    g = name.release[0];
}
