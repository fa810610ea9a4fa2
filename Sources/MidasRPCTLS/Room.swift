// MidasRPCTLS: protects remote calls between machines by mutual TLS 1.3. It knows no sockets: the
// bytes come and go through `ProtectedSession`.
