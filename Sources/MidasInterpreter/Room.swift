// MidasInterpreter: the reference semantics of the IR: byte-exact memory, external calls answered
// by an `InterpreterHost`, threads stepped by a given schedule. It supports tests: it proves the
// lowering and, later, the analyses. No product links it.
