/// The first-hand values of one segment in the order in which they were drawn.
///
/// One flat buffer: per draw the site (32 bits), the size of the value in bytes (32 bits) and the
/// value, padded with zeros to 8 bytes. That is what the recording fast path of `midas.h` appends.
/// A draw's ordinal is its rank among the draws of its site, so it does not travel.
public struct DrawLog: Hashable, Sendable {
    public private(set) var bytes: [UInt8]

    /// Bytes before each value.
    public static let headerSize = 8

    public init() { bytes = [] }

    /// Takes a recorded buffer.
    ///
    /// - Throws: `truncated` where a draw goes past the end, `drawSize` where padding is not zero.
    public init(bytes: [UInt8]) throws(WireError) {
        if let error = bytes.withUnsafeBytes(DrawLog.fault) { throw error }
        self.bytes = bytes
    }

    public var isEmpty: Bool { bytes.isEmpty }

    public mutating func append(site: UInt32, _ value: UnsafeRawBufferPointer) {
        withUnsafeBytes(of: site.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(value.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: value)
        bytes.append(contentsOf: repeatElement(0, count: DrawLog.padding(value.count)))
    }

    public mutating func append(site: UInt32, word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { append(site: site, $0) }
    }

    /// Walks the draws without copying them.
    public func forEach(_ body: (_ site: UInt32, _ value: UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while let draw = DrawLog.draw(in: raw, at: offset) {
                body(draw.site, draw.value)
                offset = draw.end
            }
        }
    }

    /// The draw at byte `offset`, and where the next begins; nil at the end.
    public func word(at offset: Int) -> (site: UInt32, word: UInt64, end: Int)? {
        bytes.withUnsafeBytes { raw in
            guard let draw = DrawLog.draw(in: raw, at: offset), draw.value.count == 8 else {
                return nil
            }
            let word = UInt64(littleEndian: draw.value.loadUnaligned(as: UInt64.self))
            return (draw.site, word, draw.end)
        }
    }

    /// The draw at byte `offset`, and where the next begins; nil at the end.
    public func entry(at offset: Int) -> (site: UInt32, value: [UInt8], end: Int)? {
        bytes.withUnsafeBytes { raw in
            DrawLog.draw(in: raw, at: offset).map { ($0.site, [UInt8]($0.value), $0.end) }
        }
    }

    static func draw(
        in raw: UnsafeRawBufferPointer, at offset: Int
    ) -> (site: UInt32, value: UnsafeRawBufferPointer, end: Int)? {
        guard offset + headerSize <= raw.count else { return nil }
        let site = UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        let size = Int(
            UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)))
        let start = offset + headerSize
        let end = start + size + padding(size)
        guard end <= raw.count else { return nil }
        return (site, UnsafeRawBufferPointer(rebasing: raw[start..<start + size]), end)
    }

    private static func padding(_ size: Int) -> Int { (8 - size & 7) & 7 }

    private static func fault(in raw: UnsafeRawBufferPointer) -> WireError? {
        var offset = 0
        while offset < raw.count {
            guard let draw = draw(in: raw, at: offset) else { return .truncated }
            let padding = raw[offset + headerSize + draw.value.count..<draw.end]
            guard padding.allSatisfy({ $0 == 0 }) else { return .invalid(.drawSize) }
            offset = draw.end
        }
        return nil
    }
}
