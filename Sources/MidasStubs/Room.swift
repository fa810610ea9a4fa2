// MidasStubs: what the Swift code that `protoc-gen-midas` writes stands on: methods and calls with the
// types of their messages. It knows no sockets.
