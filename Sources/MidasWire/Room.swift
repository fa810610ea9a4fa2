// MidasWire: versioned byte layouts of everything that crosses a process. It knows no sockets and
// no clocks.
//
// All integers are little-endian and fixed in width; a byte string is a 32-bit length and its
// bytes. Every decoder checks every length against what is left, and refuses what remains unread,
// so that one value has exactly one encoding.
