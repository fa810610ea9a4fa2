import MidasRPC

/// How a call's name travels: the first 24 bytes of the request (client, number, low-water mark,
/// little-endian), before the method's own payload.
extension CallName {
    public static let size = 24

    public init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count >= CallName.size else { return nil }
        func word(_ position: Int) -> UInt64 {
            UInt64(
                littleEndian: payload.loadUnaligned(
                    fromByteOffset: 8 * position, as: UInt64.self))
        }
        self.init(client: word(0), number: word(1), seenBelow: word(2))
    }

    /// The request that carries `payload` under this name.
    public func request(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(CallName.size + payload.count)
        for word in [client, number, seenBelow] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes + payload
    }
}

extension ExactlyOnceLog {
    /// Executes a request that carries its name, and writes its reply. The method is registered as
    /// `atLeastOnce`: the log sees to it that repeating a call changes nothing.
    public func handle(
        _ payload: UnsafeRawBufferPointer, _ reply: inout ReplyWriter,
        _ body: (Database, UnsafeRawBufferPointer) throws -> [UInt8]
    ) -> Service.Outcome {
        guard let name = CallName(payload) else { return .malformed }
        let rest = UnsafeRawBufferPointer(rebasing: payload[CallName.size...])
        do {
            switch try execute(name, { try body($0, rest) }) {
            case .executed(let bytes), .repeated(let bytes):
                reply.write(bytes)
                return .done
            case .stale:
                reply.write(Array("the reply to this call has been seen".utf8))
                return .failed
            }
        } catch {
            reply.write(Array("\(error)".utf8))
            return .failed
        }
    }
}
