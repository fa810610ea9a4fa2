import MidasBase

/// Why a text is not a unit: the line, and what is wrong there.
public struct TextFormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    public var message: String

    public init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    public var description: String { "line \(line): \(message)" }
}

/// The words and strings of a line of the text form. Remarks are skipped.
struct TextScanner {
    private let bytes: [UInt8]
    private var offset: Int
    private var end: Int
    private(set) var line = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        offset = 0
        end = 0
    }

    // MARK: Lines

    /// Goes to the next line that holds something. False at the end of the text.
    mutating func nextLine() throws -> Bool {
        while true {
            offset = line == 0 ? 0 : end + 1
            guard offset < bytes.count else { return false }
            end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            line += 1
            skipSpace()
            if !isAtEnd { return true }
        }
    }

    var isAtEnd: Bool { offset >= end || bytes[offset] == UInt8(ascii: ";") }

    func expectEnd() throws {
        guard isAtEnd else { throw error("unexpected text at the end of the line") }
    }

    func error(_ message: String) -> TextFormError { TextFormError(line: line, message: message) }

    private mutating func skipSpace() {
        while offset < end,
            bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t")
                || bytes[offset] == UInt8(ascii: "\r")
        { offset += 1 }
    }

    // MARK: Words

    /// The next word without its remark; nil at the end of the line or before a string.
    func peek() -> String? {
        var copy = self
        return try? copy.word()
    }

    mutating func word() throws -> String {
        guard !isAtEnd, bytes[offset] != UInt8(ascii: "\"") else {
            throw error("a word is missing")
        }
        let start = offset
        while offset < end, !isDelimiter(bytes[offset]) { offset += 1 }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self)
        try skipRemark()
        skipSpace()
        return word
    }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\r")
    }

    private mutating func skipRemark() throws {
        guard offset < end, bytes[offset] == UInt8(ascii: "'") else { return }
        guard let close = bytes[(offset + 1)..<end].firstIndex(of: UInt8(ascii: "'")) else {
            throw error("a remark has no end")
        }
        offset = close + 1
    }

    /// Takes the next word if it is this one.
    mutating func take(_ expected: String) -> Bool {
        guard peek() == expected else { return false }
        _ = try? word()
        return true
    }

    mutating func expect(_ expected: String) throws {
        guard take(expected) else { throw error("'\(expected)' is missing") }
    }

    /// The case of an enumeration whose name is the next word.
    mutating func word<T: CaseIterable>(of type: T.Type, _ what: String) throws -> T {
        let word = try word()
        let position = Words.of(type).firstIndex(of: word)
        guard let position else { throw error("'\(word)' is no \(what)") }
        return Array(type.allCases)[position]
    }

    // MARK: Numbers

    mutating func number<T: FixedWidthInteger>(_: T.Type = T.self) throws -> T {
        let word = try word()
        guard let number = T(word) else { throw error("'\(word)' is no number that fits here") }
        return number
    }

    /// The number behind `name`, if that comes next.
    mutating func named<T: FixedWidthInteger>(_ name: String, _: T.Type = T.self) throws -> T? {
        guard take(name) else { return nil }
        return try number()
    }

    mutating func required<T: FixedWidthInteger>(_ name: String, _: T.Type = T.self) throws -> T {
        try expect(name)
        return try number()
    }

    /// The number of an id such as `t12`.
    mutating func reference(_ letter: Character) throws -> UInt32 {
        let word = try word()
        guard word.first == letter, let raw = UInt32(word.dropFirst()) else {
            throw error("'\(word)' should be '\(letter)' and a number")
        }
        return raw
    }

    func isReference(_ letter: Character) -> Bool {
        guard let word = peek() else { return false }
        return word.first == letter && UInt32(word.dropFirst()) != nil
    }

    /// `START+COUNT`.
    mutating func slice() throws -> Slice32 {
        let word = try word()
        let parts = word.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = UInt32(parts[0]), let count = UInt32(parts[1]) else {
            throw error("'\(word)' should be START+COUNT")
        }
        return Slice32(start: start, count: count)
    }

    // MARK: Strings

    var isAtString: Bool { !isAtEnd && bytes[offset] == UInt8(ascii: "\"") }

    /// The bytes of a string in double quotes.
    mutating func string() throws -> [UInt8] {
        guard isAtString else { throw error("a string is missing") }
        offset += 1
        var text: [UInt8] = []
        while offset < end {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                skipSpace()
                return text
            case UInt8(ascii: "\\"): text.append(try escaped())
            default: text.append(byte)
            }
        }
        throw error("a string has no end")
    }

    private mutating func escaped() throws -> UInt8 {
        guard offset < end else { throw error("a string has no end") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): return UInt8(ascii: "\n")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
        case UInt8(ascii: "x") where offset + 2 <= end:
            let digits = String(decoding: bytes[offset..<offset + 2], as: UTF8.self)
            guard let value = UInt8(digits, radix: 16) else { break }
            offset += 2
            return value
        default: break
        }
        throw error("a string holds an unknown escape")
    }
}
