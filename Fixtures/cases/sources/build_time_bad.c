// midas-gap: line 2, expected pure, found deterministic
char g;  // midas: pure

void handle(void) {
    static const char text[] = __TIME__;  // midas: source build effective
    g = text[0];
}
