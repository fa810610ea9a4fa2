// MidasRPCExports: the functions that midas_rpc.h declares, over MidasRPC and MidasRPCTLS. Their
// meaning is said there; here is only what C's types need to become ours and back.
