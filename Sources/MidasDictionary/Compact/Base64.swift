/// Bytes as text of 64 printable characters (RFC 4648, section 4, without padding): how compact
/// packs stand in source files. Characters outside the alphabet are skipped.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Lines of `width` characters.
    static func encode(_ bytes: [UInt8], width: Int) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        var column = 0
        func put(_ digit: UInt32) {
            if column == width {
                text.append(UInt8(ascii: "\n"))
                column = 0
            }
            text.append(alphabet[Int(digit & 63)])
            column += 1
        }
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                put(buffer >> bits)
            }
        }
        if bits > 0 { put(buffer << (6 - bits)) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Complexity: O(length), some 1 ns a character.
    static func decode(_ text: StaticString) -> [UInt8] {
        var digits = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() {
            digits[Int(character)] = UInt8(value)
        }
        return text.withUTF8Buffer { input in
            [UInt8](unsafeUninitializedCapacity: input.count * 3 / 4 + 1) { output, count in
                var buffer: UInt32 = 0
                var bits: UInt32 = 0
                for character in input {
                    let digit = digits[Int(character)]
                    if digit == 0xFF { continue }
                    buffer = buffer << 6 | UInt32(digit)
                    bits += 6
                    if bits >= 8 {
                        bits -= 8
                        output[count] = UInt8(truncatingIfNeeded: buffer >> bits)
                        count += 1
                    }
                }
            }
        }
    }
}
