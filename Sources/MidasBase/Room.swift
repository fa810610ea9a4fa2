// MidasBase: ids, source positions, interned strings, bit sets, graphs, stable hashing, byte
// readers and writers. Values only: it knows no files, no clock, no environment, no Foundation.
