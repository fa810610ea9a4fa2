// In the leaf tier the handler; in the middle tier the stub that calls it.
void bar(long a);
