import RPCTestKit

/// libFuzzer's entry point (https://llvm.org/docs/LibFuzzer.html): requests that are executed exactly once.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzedStore.take(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
