import Foundation
import MidasRPC

/// Text without meaning: the same for the same seed.
public enum GeneratedText {
    private static let syllables = [
        "ka", "lo", "mi", "ren", "tas", "u", "vor", "zel", "bi", "dun", "esh", "fa", "gor", "hil",
        "jo", "pan",
    ].map { Array($0.utf8) }

    /// Gives a text of about so many bytes to `body`, in pieces of whole lines.
    public static func make(
        byteCount: Int, seed: UInt64, _ body: ([UInt8]) throws -> Void
    ) rethrows {
        var generator = JitterGenerator(seed: seed)
        var piece: [UInt8] = []
        var made = 0
        while made < byteCount {
            piece.removeAll(keepingCapacity: true)
            while piece.count < min(1 << 20, byteCount - made) {
                appendLine(to: &piece, &generator)
            }
            made += piece.count
            try body(piece)
        }
    }

    private static func appendLine(to piece: inout [UInt8], _ generator: inout JitterGenerator) {
        for word in 0..<12 {
            if word > 0 { piece.append(UInt8(ascii: " ")) }
            var bits = generator.next()
            // Short words are more frequent, as they are in language.
            let count = 1 + min((bits & 7).trailingZeroBitCount, 3)
            bits >>= 3
            for _ in 0..<count {
                piece += syllables[Int(bits & 15)]
                bits >>= 4
            }
        }
        piece.append(UInt8(ascii: "."))
        piece.append(UInt8(ascii: "\n"))
    }
}
