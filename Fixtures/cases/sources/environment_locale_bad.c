#include <locale.h>

char g;  // midas: pure

void handle(void) {
    setlocale(LC_ALL, "");  // midas: source environment effective
    g = localeconv()->decimal_point[0];
}
