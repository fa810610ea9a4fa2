/// A value of a JSON document (RFC 8259). Numbers are kept as their text.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONElement])
    case object([Member])

    struct Member: Equatable {
        var name: String
        var value: JSONElement
    }

    /// The first member of that name.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value.value
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

/// A value with the line it starts on.
struct JSONElement: Equatable {
    var value: JSONValue
    var line: Int
}

/// Where and why a document is no JSON.
struct JSONError: Error, Equatable {
    var line: Int
    var message: String
}

/// Reads JSON in one pass. A comma before a closing bracket is accepted, as tools that append to a
/// database leave one; nesting is bounded, so that no document can exhaust the stack.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var depth = 0

    static let depthLimit = 64

    static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONElement {
        var reader = JSONReader(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        let element = try reader.element()
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.error("text after the document") }
        return element
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func error(_ message: String) -> JSONError { JSONError(line: line, message: message) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return
            }
            position += 1
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func element() throws(JSONError) -> JSONElement {
        skipSpace()
        let start = line
        return JSONElement(value: try value(), line: start)
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard let byte = next else { throw error("the document ends too early") }
        switch byte {
        case UInt8(ascii: "{"):
            return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        default: return try scalar()
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < Self.depthLimit else { throw error("nested too deeply") }
        depth += 1
        position += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var elements: [JSONElement] = []
        while !skip(UInt8(ascii: "]")) {
            elements.append(try element())
            if !skip(UInt8(ascii: ",")) {
                guard skip(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
                break
            }
        }
        return .array(elements)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        while !skip(UInt8(ascii: "}")) {
            guard next == UInt8(ascii: "\"") else { throw error("expected a member's name") }
            let name = try string()
            guard skip(UInt8(ascii: ":")) else { throw error("expected ':'") }
            members.append(JSONValue.Member(name: name, value: try element()))
            if !skip(UInt8(ascii: ",")) {
                guard skip(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
                break
            }
        }
        return .object(members)
    }

    private mutating func scalar() throws(JSONError) -> JSONValue {
        let start = position
        while let byte = next, isWordByte(byte) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            guard let first = word.utf8.first, first == UInt8(ascii: "-") || isDigit(first) else {
                throw error("expected a value")
            }
            return .number(word)
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }

    private func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte
            || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "E")
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case UInt8(ascii: "\n"): throw error("a string runs over the end of the line")
            default: text.append(byte)
            }
        }
        throw error("a string has no end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw error("a string has no end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalarEscape()).utf8)
        default: throw error("unknown escape in a string")
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; half a pair becomes U+FFFD.
    private mutating func scalarEscape() throws(JSONError) -> Unicode.Scalar {
        let high = try codeUnit()
        if UTF16.isLeadSurrogate(high), bytes[position...].starts(with: [0x5C, 0x75]) {
            let retry = position
            position += 2
            let low = try codeUnit()
            if UTF16.isTrailSurrogate(low) {
                let value = 0x10000 + (UInt32(high & 0x3FF) << 10) + UInt32(low & 0x3FF)
                return Unicode.Scalar(value) ?? "\u{FFFD}"
            }
            position = retry
        }
        return Unicode.Scalar(UInt32(high)) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
            throw error("\\u needs four hexadecimal digits")
        }
        position += 4
        return unit
    }
}
