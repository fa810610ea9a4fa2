import MidasBase
import MidasBuildDatabase

/// 128 bits that name contents. Two hashes of the same words that differ in their multiplier and
/// shift, each in two lanes so that the processor need not wait for one word to begin the next; a
/// step is a bijection of the word. Against accidents, not against an adversary.
package struct Digest: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBufferPointer { Digest($0) }
    }

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var stream = DigestStream()
        self = stream.add(UnsafeRawBufferPointer(bytes))
    }

    /// 32 hexadecimal digits.
    package var text: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

/// Computes a digest piece by piece.
struct DigestStream {
    private var even = (first: UInt64(1), second: UInt64(2))
    private var odd = (first: UInt64(3), second: UInt64(4))
    private var length = 0

    /// Takes a piece; all but the last have a multiple of 16 bytes.
    /// - Returns: the digest, if this was the last piece.
    mutating func add(_ piece: UnsafeRawBufferPointer) -> Digest {
        var offset = 0
        while offset + 16 <= piece.count {
            let left = UInt64(
                littleEndian: piece.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let right = UInt64(
                littleEndian: piece.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            even = (Self.first(even.first ^ left), Self.second(even.second ^ left))
            odd = (Self.first(odd.first ^ right), Self.second(odd.second ^ right))
            offset += 16
        }
        length += piece.count
        let tail = UnsafeRawBufferPointer(rebasing: piece[offset...])
        return Digest(
            high: joined(even.first, odd.first, tail), low: joined(even.second, odd.second, tail))
    }

    @inline(__always)
    private static func first(_ word: UInt64) -> UInt64 {
        let product = word &* 0xD6E8_FEB8_6659_FD93
        return product ^ product >> 32
    }

    @inline(__always)
    private static func second(_ word: UInt64) -> UInt64 {
        let product = word &* 0x9FB2_1C65_1E98_DF25
        return product ^ product >> 29
    }

    private func joined(_ even: UInt64, _ odd: UInt64, _ tail: UnsafeRawBufferPointer) -> UInt64 {
        var hash = StableHash(seed: even)
        hash.combine(odd)
        hash.combine(bytes: tail.bindMemory(to: UInt8.self))
        hash.combine(UInt64(length))
        return hash.finish()
    }
}

/// Hashes a sequence of texts, each kept apart from its neighbours.
package struct DigestBuilder {
    private var bytes: [UInt8] = []

    package mutating func add(_ text: String) {
        let utf8 = Array(text.utf8)
        add(utf8.count)
        bytes += utf8
    }

    package mutating func add(_ number: Int) {
        withUnsafeBytes(of: UInt64(number).littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// All that decides what the parser sees, apart from the contents of files.
    package mutating func add(_ unit: CompileUnit) {
        add(unit.file)
        add(unit.directory)
        add(unit.language.rawValue)
        add(unit.arguments)
        for file in unit.virtualFiles {
            add(file.path)
            add(file.contents)
        }
    }

    package mutating func add(_ texts: [String]) {
        add(texts.count)
        for text in texts { add(text) }
    }

    package func finish() -> Digest { Digest(bytes) }
}
