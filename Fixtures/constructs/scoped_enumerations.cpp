#include <cstdio>

enum class Color { red = 4, green = 2 };
enum class Small : unsigned char { a, b };

int main() {
    Color c = Color::green;
    switch (c) { case Color::red: printf("r\n"); break; case Color::green: printf("g\n"); break; }
    printf("%zu %d %d\n", sizeof(Small), int(c), c < Color::red);
    using enum Color;
    printf("%d\n", c == green);
    return 0;
}
