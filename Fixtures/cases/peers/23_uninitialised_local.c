int g;  // midas: pure

void handle(void) {
    int x;
    g = x;  // midas: source uninitialised effective
}
