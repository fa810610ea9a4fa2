char g;  // midas: pure

void handle(void) {
    static const char text[] = __TIME__;  // midas: source build effective
    g = text[0];
}
