/// Reads string literals as they are written: adjacent ones joined, escapes resolved (C11 6.4.5).
/// For those that the parser does not give whole: wide ones and ones with null characters inside.
enum StringLiteralReader {
    /// The bytes in the memory of the program, cut or filled with zeros to `size`; nil if the text
    /// is not made of literals alone.
    static func bytes(of text: UnsafeBufferPointer<UInt8>, unitSize: Int, size: Int) -> [UInt8]? {
        var reader = Reader(text: text, unitSize: unitSize)
        guard reader.readAll(), !reader.bytes.isEmpty || size == unitSize else { return nil }
        var bytes = reader.bytes
        if bytes.count > size { bytes.removeLast(bytes.count - size) }
        bytes += Array(repeating: 0, count: size - bytes.count)
        return bytes
    }

    private struct Reader {
        let text: UnsafeBufferPointer<UInt8>
        let unitSize: Int
        var offset = 0
        var bytes: [UInt8] = []

        mutating func readAll() -> Bool {
            while skipSpace() {
                while offset < text.count, "uUL8R".utf8.contains(text[offset]) {
                    if text[offset] == UInt8(ascii: "R") { return false }
                    offset += 1
                }
                guard offset < text.count, text[offset] == UInt8(ascii: "\"") else { return false }
                offset += 1
                guard readOne() else { return false }
            }
            return true
        }

        /// Whether there is more.
        private mutating func skipSpace() -> Bool {
            while offset < text.count {
                switch text[offset] {
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"),
                    UInt8(ascii: "\r"), UInt8(ascii: "\\"):
                    offset += 1
                default: return true
                }
            }
            return false
        }

        private mutating func readOne() -> Bool {
            while offset < text.count {
                let byte = text[offset]
                offset += 1
                switch byte {
                case UInt8(ascii: "\""): return true
                case UInt8(ascii: "\\"): readEscape()
                default: readCharacter(byte)
                }
            }
            return false
        }

        private mutating func append(_ code: UInt32) {
            for index in 0..<unitSize {
                bytes.append(UInt8(truncatingIfNeeded: code >> UInt32(index * 8)))
            }
        }

        /// A character as written, UTF-8 resolved where the units are wider.
        private mutating func readCharacter(_ first: UInt8) {
            guard unitSize > 1, first >= 0xC0 else { return append(UInt32(first)) }
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            var code = UInt32(first) & (0x7F >> UInt32(length))
            for _ in 1..<length where offset < text.count {
                code = code << 6 | UInt32(text[offset] & 0x3F)
                offset += 1
            }
            appendCode(code)
        }

        private mutating func appendCode(_ code: UInt32) {
            if unitSize == 1 {
                let scalar = Unicode.Scalar(code) ?? "?"
                bytes += Array(String(Character(scalar)).utf8)
            } else if unitSize == 2 && code > 0xFFFF {
                append(0xD800 + (code - 0x10000) >> 10)
                append(0xDC00 + (code - 0x10000) & 0x3FF)
            } else {
                append(code)
            }
        }

        private mutating func readEscape() {
            guard offset < text.count else { return }
            let byte = text[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "n"): append(10)
            case UInt8(ascii: "t"): append(9)
            case UInt8(ascii: "r"): append(13)
            case UInt8(ascii: "a"): append(7)
            case UInt8(ascii: "b"): append(8)
            case UInt8(ascii: "f"): append(12)
            case UInt8(ascii: "v"): append(11)
            case UInt8(ascii: "e"): append(27)
            case UInt8(ascii: "\n"): break
            case UInt8(ascii: "x"): append(readDigits(base: 16, limit: 8))
            case UInt8(ascii: "u"): appendCode(readDigits(base: 16, limit: 4))
            case UInt8(ascii: "U"): appendCode(readDigits(base: 16, limit: 8))
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                offset -= 1
                append(readDigits(base: 8, limit: 3))
            default: append(UInt32(byte))
            }
        }

        private mutating func readDigits(base: UInt32, limit: Int) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<limit {
                guard offset < text.count, let digit = digit(text[offset]), digit < base else {
                    break
                }
                value = value &* base &+ digit
                offset += 1
            }
            return value
        }

        private func digit(_ byte: UInt8) -> UInt32? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
            default: nil
            }
        }
    }
}
