/// Writes one JSON document (RFC 8259) into a growing byte buffer, in the order of the calls.
///
/// Containers that are not inline put each member on a line of its own; inline ones stay on one
/// line, so that a report reads well in a diff and yet is not mostly white space.
public struct JSONWriter {
    private struct Level {
        var isInline: Bool
        var isEmpty = true
    }

    /// The document so far, UTF-8.
    public private(set) var bytes: [UInt8] = []
    private var levels: [Level] = []
    private var afterKey = false

    public init() {}

    /// Writes an object whose members `body` writes with `key` and one value each.
    public mutating func object(inline: Bool = false, _ body: (inout JSONWriter) -> Void) {
        container("{", "}", inline: inline, body)
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array(inline: Bool = false, _ body: (inout JSONWriter) -> Void) {
        container("[", "]", inline: inline, body)
    }

    /// Starts a member of the current object; exactly one value follows.
    public mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        afterKey = true
    }

    public mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    public mutating func integer(_ value: Int) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Ends the document with a line feed.
    public mutating func endDocument() {
        precondition(levels.isEmpty, "a container is still open")
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func container(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, inline: Bool,
        _ body: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        let isInline = inline || levels.last?.isInline == true
        levels.append(Level(isInline: isInline))
        body(&self)
        let level = levels.removeLast()
        if !level.isInline && !level.isEmpty { newLine() }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        guard let level = levels.last else { return }
        if !level.isEmpty { bytes.append(UInt8(ascii: ",")) }
        levels[levels.count - 1].isEmpty = false
        if !level.isInline {
            newLine()
        } else if !level.isEmpty {
            bytes.append(UInt8(ascii: " "))
        }
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * levels.count))
    }

    /// Everything but `"`, `\` and control characters stands for itself.
    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F: appendEscape(byte)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
    }
}

extension JSONWriter {
    public mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes nothing where there is no value.
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        member(name, value)
    }

    public mutating func member(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    public mutating func member(_ name: String, _ values: [String]) {
        key(name)
        array(inline: true) { json in
            for value in values { json.string(value) }
        }
    }

    /// A member that holds one object.
    public mutating func member(
        _ name: String, inline: Bool = false, object body: (inout JSONWriter) -> Void
    ) {
        key(name)
        object(inline: inline, body)
    }

    /// A member that holds an array with one element for each of `elements`.
    public mutating func member<Elements: Sequence>(
        _ name: String, each elements: Elements, inline: Bool = false,
        _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        key(name)
        array(inline: inline) { json in
            for element in elements { body(&json, element) }
        }
    }
}
