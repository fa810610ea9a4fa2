// MidasRPCStore: calls that are executed exactly once: effects and reply of a call are committed in
// one transaction of an embedded database. It knows no sockets.
