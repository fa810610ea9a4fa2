// MidasRuntime: a replica as a process: it drives `Replica` with real messages, runs handlers on
// stacks of its own, undoes and repeats them, and answers clients. The C exports of `midas.h` are
// here. It does not know how messages are ordered.
