import MidasBase

/// Puts together the lines of the text form.
struct TextWriter {
    private(set) var text = ""
    private var atLineStart = true

    /// A word, with a space before it unless it starts the line.
    mutating func word(_ word: some StringProtocol) {
        if !atLineStart { text += " " }
        text += word
        atLineStart = false
    }

    mutating func number(_ value: some BinaryInteger) { word(String(value)) }

    /// A word and a number behind it, or nothing where the number is `omitting`.
    mutating func named<N: BinaryInteger>(_ name: String, _ value: N, omitting: N? = nil) {
        guard value != omitting else { return }
        word(name)
        number(value)
    }

    mutating func indent() { text += "  " }

    /// Ends the line, with a remark that the parser skips.
    mutating func endLine(remark: String = "") {
        if !remark.isEmpty { text += "  ; " + remark.replacingNewlines() }
        text += "\n"
        atLineStart = true
    }

    /// An id by its letter and number, and what it stands for as a remark in quotes.
    mutating func reference(_ letter: String, _ raw: UInt32, _ meaning: String = "") {
        word(Self.reference(letter, raw, meaning))
    }

    static func reference(_ letter: String, _ raw: UInt32, _ meaning: String = "") -> String {
        guard !meaning.isEmpty else { return "\(letter)\(raw)" }
        let safe = String(meaning.replacingNewlines().map { $0 == "'" ? "`" : $0 })
        return "\(letter)\(raw)'\(safe)'"
    }

    /// A string in double quotes; what is not printable UTF-8 as `\xNN`.
    mutating func quoted(_ id: StringID, _ strings: StringTable) {
        word(strings.withBytes(id) { Self.quote($0) })
    }

    static func quote(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let isText = String(validating: bytes, as: UTF8.self) != nil
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                quoted += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): quoted += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0..<0x20, 0x7F: quoted += escape(byte)
            case 0x80...: quoted += isText ? [byte] : escape(byte)
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [
            UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)],
        ]
    }
}

extension String {
    /// One line: newlines, and other characters that some tools take for one, become spaces.
    fileprivate func replacingNewlines() -> String {
        guard contains(where: \.isNewline) else { return self }
        return String(map { $0.isNewline ? " " : $0 })
    }
}
