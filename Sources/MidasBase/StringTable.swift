public enum StringTag {}
/// A string in a `StringTable`.
public typealias StringID = ID<StringTag>

/// Byte strings, each kept once, in the order of their first appearance.
///
/// The bytes are UTF-8 where they come from names and arbitrary where they come from literals or
/// paths. Looking up is O(length); nothing is allocated when the string is known.
public struct StringTable: Sendable {
    /// All strings, one after another.
    public private(set) var bytes: [UInt8] = []
    /// Where each string ends in `bytes`.
    public private(set) var ends: [UInt32] = []
    /// Open addressing over ids + 1; 0 is free. Its size is a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    /// A table that holds only the empty string, as id 0.
    public init() { _ = intern("") }

    /// The table of these strings after the empty one, each of so many bytes.
    ///
    /// Nil where one stands twice or is empty, and where `bytes` holds more or less than they need.
    public init?(bytes: UnsafeBufferPointer<UInt8>, lengths: [UInt32]) {
        self.bytes = Array(bytes)
        ends.reserveCapacity(lengths.count + 1)
        ends.append(0)
        var size = 64
        while size < 2 * (lengths.count + 1) { size *= 2 }
        slots = Array(repeating: 0, count: size)
        insert(0, StableHash.hash(UnsafeBufferPointer(rebasing: bytes[..<0])))
        var start = 0
        for length in lengths {
            guard Int(length) <= bytes.count - start else { return nil }
            let text = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(length)])
            let hash = StableHash.hash(text)
            guard find(text, hash: hash) == nil else { return nil }
            start += Int(length)
            ends.append(UInt32(start))
            insert(UInt32(ends.count - 1), hash)
        }
        guard start == bytes.count else { return nil }
    }

    public var count: Int { ends.count }

    /// The empty string.
    public static var empty: StringID { StringID(UInt32(0)) }

    public mutating func intern(_ string: String) -> StringID {
        var string = string
        return string.withUTF8 { intern($0) }
    }

    public mutating func intern(_ string: StaticString) -> StringID {
        string.withUTF8Buffer { intern($0) }
    }

    public mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> StringID {
        let hash = StableHash.hash(text)
        if let known = find(text, hash: hash) { return known }
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
        if ends.count * 2 > slots.count { grow() } else { insert(UInt32(ends.count - 1), hash) }
        return StringID(ends.count - 1)
    }

    public mutating func intern(_ text: [UInt8]) -> StringID {
        text.withUnsafeBufferPointer { intern($0) }
    }

    /// The id of a string that is in the table already.
    public func find(_ string: String) -> StringID? {
        var string = string
        return string.withUTF8 { find($0, hash: StableHash.hash($0)) }
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> StringID? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let id = StringID(slots[slot] - 1)
            if equal(id, text) { return id }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func equal(_ id: StringID, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = byteRange(id)
        guard range.count == text.count else { return false }
        return bytes.withUnsafeBytes { all in
            let known = UnsafeRawBufferPointer(rebasing: all[range])
            let text = UnsafeRawBufferPointer(text)
            var offset = 0
            while offset + 8 <= known.count {
                let words = (
                    known.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                    text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                )
                guard words.0 == words.1 else { return false }
                offset += 8
            }
            while offset < known.count {
                guard known[offset] == text[offset] else { return false }
                offset += 1
            }
            return true
        }
    }

    private mutating func insert(_ raw: UInt32, _ hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = raw + 1
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for raw in 0..<UInt32(ends.count) {
            insert(raw, withBytes(StringID(raw)) { StableHash.hash($0) })
        }
    }

    private func byteRange(_ id: StringID) -> Range<Int> {
        let start = id.index == 0 ? 0 : Int(ends[id.index - 1])
        return start..<Int(ends[id.index])
    }

    /// The bytes of a string, without a copy.
    public func withBytes<R>(_ id: StringID, _ body: (UnsafeBufferPointer<UInt8>) throws -> R)
        rethrows -> R
    {
        let range = byteRange(id)
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range]))
        }
    }

    /// The text, with invalid UTF-8 replaced.
    public subscript(id: StringID) -> String {
        withBytes(id) { String(decoding: $0, as: UTF8.self) }
    }

    /// The length in bytes.
    public func length(_ id: StringID) -> Int { byteRange(id).count }
}

extension StringTable: Equatable {
    public static func == (a: Self, b: Self) -> Bool { a.bytes == b.bytes && a.ends == b.ends }
}
