import MidasWire

/// The decoders of headers and greetings: what they take, they write again as it was.
public enum FuzzedGreeting {
    public static func take(_ bytes: UnsafeRawBufferPointer) {
        if let hello = try? RPCHello(bytes) {
            check(payload(hello.appendFrame).elementsEqual(bytes), "a hello is written as it was")
        }
        if let welcome = try? RPCWelcome(bytes) {
            check(
                payload(welcome.appendFrame).elementsEqual(bytes), "a welcome is written as it was")
        }
        if let header = try? RPCHeader(bytes) {
            var written: [UInt8] = []
            header.appendHeader(to: &written)
            check(written.elementsEqual(bytes.prefix(RPCHeader.size)), "so is a header")
        }
        takeFrames(bytes)
    }

    /// Frames are the same whether the bytes come at once or one by one, up to what is unreadable.
    private static func takeFrames(_ bytes: UnsafeRawBufferPointer) {
        var whole = RPCFrameBuffer(maximumPayload: 256)
        whole.append(bytes)
        let atOnce = frames(&whole)
        var pieces = RPCFrameBuffer(maximumPayload: 256)
        var oneByOne: [UInt64] = []
        for position in bytes.indices {
            pieces.append(UnsafeRawBufferPointer(rebasing: bytes[position...position]))
            oneByOne += frames(&pieces)
            check(pieces.byteCount <= RPCHeader.size + 256, "a frame's bytes")
        }
        check(atOnce == oneByOne, "the same frames")
    }

    private static func frames(_ buffer: inout RPCFrameBuffer) -> [UInt64] {
        var found: [UInt64] = []
        try? buffer.forEachFrame { (header, payload) throws(WireError) in
            check(payload.count == Int(header.length), "a payload's length")
            found.append(header.sequence &+ UInt64(payload.count))
            return true
        }
        return found
    }

    private static func payload(_ write: (inout [UInt8]) -> Void) -> ArraySlice<UInt8> {
        var frame: [UInt8] = []
        write(&frame)
        return frame[RPCHeader.size...]
    }
}
