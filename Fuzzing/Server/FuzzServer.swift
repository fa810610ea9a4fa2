import RPCTestKit

/// libFuzzer's entry point (https://llvm.org/docs/LibFuzzer.html): the server's side of remote calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzedServer.take(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
