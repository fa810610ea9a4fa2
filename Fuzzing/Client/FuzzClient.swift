import RPCTestKit

/// libFuzzer's entry point (https://llvm.org/docs/LibFuzzer.html): the client's side of remote calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzedClient.take(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
