// MidasDictionary: what is known of functions, macros, types and constructs that are not in the
// tree. It does not know the IR.
