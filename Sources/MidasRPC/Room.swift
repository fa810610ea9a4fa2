// MidasRPC: remote calls as objects: started, tested for completion, waited for, cancelled; at least
// once and at most once, over Unix sockets. The two sides are values without I/O; sockets and threads
// are around them. It knows no tiers.
