struct pair {
    int a, b;
};

int g;  // midas: pure

void handle(void) {
    struct pair p;
    p.a = 1;
    g = p.a + p.b;  // midas: source uninitialised effective
}
