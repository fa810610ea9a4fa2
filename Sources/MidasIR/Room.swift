// MidasIR: the program as values (units, functions, blocks, instructions, places, types), its text
// form, which parses back, its compact binary form, and the verifier of its invariants.
// It knows neither clang nor the dictionary.
