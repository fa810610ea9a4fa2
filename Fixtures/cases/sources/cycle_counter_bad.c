unsigned long g;  // midas: pure

void handle(void) {
    g = __builtin_ia32_rdtsc();  // midas: source clock effective
}
