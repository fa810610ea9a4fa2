/// One `#include` directive as it is written.
public struct IncludeDirective: Hashable, Sendable {
    /// What stands between the quotes or brackets.
    public var name: String
    /// `#include <name>`
    public var isAngled: Bool

    public init(name: String, isAngled: Bool) {
        self.name = name
        self.isAngled = isAngled
    }
}

/// The `#include` directives of a source text, by its lines alone: comments and conditions are not
/// looked at, so that more may be found than a compiler would follow.
///
/// Takes linear time.
public func includeDirectives(in source: [UInt8]) -> [IncludeDirective] {
    source.withUnsafeBufferPointer { bytes in
        var found: [IncludeDirective] = []
        var lineStart = 0
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if let directive = directive(bytes[lineStart..<lineEnd]) { found.append(directive) }
            lineStart = lineEnd + 1
        }
        return found
    }
}

/// `#` `include` or `include_next` or `import`, then a name in quotes or brackets.
private func directive(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> IncludeDirective? {
    var rest = line.drop(while: isBlank)
    guard rest.first == UInt8(ascii: "#") else { return nil }
    rest = rest.dropFirst().drop(while: isBlank)
    let word = rest.prefix { $0 == UInt8(ascii: "_") || ($0 >= 0x61 && $0 <= 0x7A) }
    guard ["include", "include_next", "import"].contains(String(decoding: word, as: UTF8.self))
    else { return nil }
    rest = rest[word.endIndex...].drop(while: isBlank)
    let close: UInt8
    switch rest.first {
    case UInt8(ascii: "\""): close = UInt8(ascii: "\"")
    case UInt8(ascii: "<"): close = UInt8(ascii: ">")
    default: return nil
    }
    rest = rest.dropFirst()
    guard let end = rest.firstIndex(of: close), end > rest.startIndex else { return nil }
    return IncludeDirective(
        name: String(decoding: rest[..<end], as: UTF8.self), isAngled: close == UInt8(ascii: ">"))
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
