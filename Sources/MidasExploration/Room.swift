// MidasExploration: all interleavings of rules and events up to a bound, with invariants. It does
// not know what it explores.
