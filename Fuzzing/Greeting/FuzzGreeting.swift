import RPCTestKit

/// libFuzzer's entry point (https://llvm.org/docs/LibFuzzer.html): greetings and frame headers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzedGreeting.take(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
