int g;  // midas: deterministic

void handle(void) {
    int x = 3;
    g = x;  // midas: no-source
}
