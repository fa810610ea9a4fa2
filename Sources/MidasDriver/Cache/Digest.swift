import MidasBase
import MidasBuildDatabase

/// 128 bits that name contents: two independent stable hashes of the same bytes.
package struct Digest: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(_ bytes: [UInt8]) {
        var first = StableHash()
        var second = StableHash(seed: 0x5851_F42D_4C95_7F2D)
        bytes.withUnsafeBufferPointer { buffer in
            first.combine(bytes: buffer)
            second.combine(bytes: buffer)
        }
        self.init(high: first.finish(), low: second.finish())
    }

    /// 32 hexadecimal digits.
    package var text: String {
        [high, low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
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
