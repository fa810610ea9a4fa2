/// The header of everything that a client and a server of remote calls send each other.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | payload length |
/// | 4 | 1 | kind |
/// | 5 | 1 | status of a reply, otherwise zero |
/// | 6 | 2 | zero |
/// | 8 | 4 | method of a call, otherwise zero |
/// | 12 | 4 | milliseconds that the caller will wait, zero for ever |
/// | 16 | 8 | number of the call in its session |
/// | 24 | 8 | the caller has seen all replies to calls below this number |
///
/// Integers are little-endian. Streams are reliable, so there is no checksum; between machines TLS
/// protects them.
public struct RPCHeader: Hashable, Sendable {
    public enum Kind: UInt8, Sendable {
        /// The client's first frame; its payload is an `RPCHello`.
        case hello = 1
        /// The server's answer to it; its payload is an `RPCWelcome`.
        case welcome
        case call
        case reply
    }

    public static let size = 32

    public var length: UInt32
    public var kind: Kind
    public var status: UInt8
    public var method: UInt32
    public var timeoutMilliseconds: UInt32
    public var sequence: UInt64
    public var seenBelow: UInt64

    @inlinable
    public init(
        length: UInt32 = 0, kind: Kind, status: UInt8 = 0, method: UInt32 = 0,
        timeoutMilliseconds: UInt32 = 0, sequence: UInt64 = 0, seenBelow: UInt64 = 0
    ) {
        self.length = length
        self.kind = kind
        self.status = status
        self.method = method
        self.timeoutMilliseconds = timeoutMilliseconds
        self.sequence = sequence
        self.seenBelow = seenBelow
    }

    /// Reads a header.
    /// - Throws: `truncated`, `invalid(.kind)`, `invalid(.flags)` for bytes that no writer produces.
    public init(_ bytes: UnsafeRawBufferPointer) throws(WireError) {
        guard bytes.count >= RPCHeader.size else { throw .truncated }
        func load<Value: FixedWidthInteger>(_ offset: Int, _ type: Value.Type) -> Value {
            Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
        }
        guard let kind = Kind(rawValue: bytes[4]) else { throw .invalid(.kind) }
        guard load(6, UInt16.self) == 0 else { throw .invalid(.flags) }
        self.init(
            length: load(0, UInt32.self), kind: kind, status: bytes[5],
            method: load(8, UInt32.self), timeoutMilliseconds: load(12, UInt32.self),
            sequence: load(16, UInt64.self), seenBelow: load(24, UInt64.self))
        guard kind == .reply || status == 0 else { throw .invalid(.flags) }
    }

    /// Appends header and payload to what is to be sent. The header's length is set.
    public func append(to bytes: inout [UInt8], payload: UnsafeRawBufferPointer) {
        let start = bytes.count
        appendHeader(to: &bytes)
        bytes.append(contentsOf: payload)
        RPCHeader.setLength(payload.count, ofFrameAt: start, in: &bytes)
    }

    /// Appends the header alone, for a payload that is written straight behind it; `setLength`
    /// follows.
    public func appendHeader(to bytes: inout [UInt8]) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, sequence.littleEndian, 0)
        let second = UInt32(kind.rawValue) | UInt32(status) << 8
        words.0 = (UInt64(length) | UInt64(second) << 32).littleEndian
        words.1 = (UInt64(method) | UInt64(timeoutMilliseconds) << 32).littleEndian
        words.3 = seenBelow.littleEndian
        withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
    }

    /// Sets the length field of the frame that starts at `start`.
    public static func setLength(_ length: Int, ofFrameAt start: Int, in bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: UInt32(length).littleEndian, toByteOffset: start, as: UInt32.self)
        }
    }
}
