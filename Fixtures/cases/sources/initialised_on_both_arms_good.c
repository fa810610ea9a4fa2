int g;  // midas: deterministic

void handle(int flag) {
    int x;
    if (flag)
        x = 1;
    else
        x = 2;
    g = x;  // midas: no-source
}
