import MidasBase

/// One entry of the cache as bytes: a mark, a digest of the rest, the inputs, the payload.
package struct CacheEntry {
    package struct Input: Equatable, Sendable {
        var path: String
        var digest: Digest
    }

    package var inputs: [Input] = []

    /// Ends with the payload: an entry that was read is not copied.
    private let bytes: [UInt8]
    private let payloadStart: Int

    /// Changes whenever this layout does.
    private static let mark: UInt64 = 0x3230_5341_4449_4D21
    private static let headSize = 24

    package init(payload: [UInt8]) {
        bytes = payload
        payloadStart = 0
    }

    package var payload: [UInt8] { Array(bytes[payloadStart...]) }

    /// Gives the payload in place.
    package func withPayload<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[payloadStart...]))
        }
    }

    package func encoded() -> [UInt8] {
        var content = CompactWriter()
        content.count(inputs.count)
        for input in inputs {
            content.count(input.path.utf8.count)
            content.bytes += input.path.utf8
            content.fixed(input.digest.high)
            content.fixed(input.digest.low)
        }
        content.bytes += bytes[payloadStart...]
        let digest = Digest(content.bytes)
        var entry = CompactWriter()
        entry.bytes.reserveCapacity(content.bytes.count + Self.headSize)
        entry.fixed(Self.mark)
        entry.fixed(digest.high)
        entry.fixed(digest.low)
        entry.bytes += content.bytes
        return entry.bytes
    }

    /// Reads an entry; nil for anything that `encoded` did not write whole.
    package init?(decoding bytes: [UInt8]) {
        guard let head = try? bytes.withUnsafeBufferPointer({ try Self.head(of: $0) }) else {
            return nil
        }
        self.bytes = bytes
        (inputs, payloadStart) = head
    }

    private static func head(
        of bytes: UnsafeBufferPointer<UInt8>
    ) throws(CompactReaderError) -> (inputs: [Input], payloadStart: Int) {
        var reader = CompactReader(bytes)
        let mark = try reader.fixed()
        let digest = Digest(high: try reader.fixed(), low: try reader.fixed())
        let content = UnsafeBufferPointer(rebasing: bytes[headSize...])
        guard mark == Self.mark, digest == Digest(content) else { throw reader.malformed }
        var inputs: [Input] = []
        for _ in 0..<(try reader.count()) {
            let path = String(decoding: try reader.raw(try reader.count()), as: UTF8.self)
            let digest = Digest(high: try reader.fixed(), low: try reader.fixed())
            inputs.append(Input(path: path, digest: digest))
        }
        return (inputs, reader.offset)
    }
}
