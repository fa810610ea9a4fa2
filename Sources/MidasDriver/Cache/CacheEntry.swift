import MidasBase

/// One entry of the cache as bytes: a mark, a digest of the rest, the inputs, the payload.
package struct CacheEntry: Equatable {
    package struct Input: Equatable, Sendable {
        var path: String
        var digest: Digest
    }

    package var inputs: [Input] = []
    package var payload: [UInt8] = []

    /// Changes whenever this layout does.
    private static let mark: UInt64 = 0x3130_5341_4449_4D21

    package init(payload: [UInt8]) { self.payload = payload }

    package func encoded() -> [UInt8] {
        var content = ByteWriter()
        content.writeVariable(UInt64(inputs.count))
        for input in inputs {
            content.write(input.path)
            content.write(input.digest.high)
            content.write(input.digest.low)
        }
        content.write(bytes: payload)
        let digest = Digest(content.bytes)
        var entry = ByteWriter()
        entry.bytes.reserveCapacity(content.bytes.count + Self.headSize)
        entry.write(Self.mark)
        entry.write(digest.high)
        entry.write(digest.low)
        entry.bytes += content.bytes
        return entry.bytes
    }

    private static let headSize = 24

    /// Reads an entry; nil for anything that `encoded` did not write whole.
    package init?(decoding bytes: [UInt8]) {
        do {
            try self.init(checking: bytes)
        } catch {
            return nil
        }
    }

    private init(checking bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let mark: UInt64 = try reader.read()
        let digest = Digest(high: try reader.read(), low: try reader.read())
        let content = Array(bytes[Self.headSize...])
        guard mark == Self.mark, digest == Digest(content) else {
            throw ByteReaderError.malformed(offset: 0)
        }
        reader = ByteReader(content)
        for _ in 0..<(try reader.readCount(minimumSize: 17)) {
            let path = String(decoding: try reader.readBytes(), as: UTF8.self)
            let digest = Digest(high: try reader.read(), low: try reader.read())
            inputs.append(Input(path: path, digest: digest))
        }
        payload = try reader.readBytes()
    }
}
