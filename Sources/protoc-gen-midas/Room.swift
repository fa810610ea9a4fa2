// protoc-gen-midas: writes clients and servers for the services of .proto files, in Swift, C and C++.
// It knows nothing of the libraries that they use but their names.
