/// Calls that are recorded already: the last argument of a macro of `midas_record.h`.
enum RecordedCalls {
    /// The site under which what begins at `offset` is recorded; nil if it is not.
    static func site(at offset: Int, in bytes: [UInt8]) -> UInt32? {
        var end = offset
        // Each macro around it ends its other arguments with a comma.
        while let start = lastMacro(in: bytes, before: end) {
            let text = Array(bytes[start..<offset])
            if let number = number(of: text), isOpen(text) { return number }
            end = start
        }
        return nil
    }

    private static let macro = Array("MIDAS_RECORD".utf8)
    /// How far before a call its macro may begin.
    private static let reach = 512

    private static func lastMacro(in bytes: [UInt8], before end: Int) -> Int? {
        var start = end - macro.count
        while start >= 0, end - start <= reach {
            if bytes[start..<start + macro.count].elementsEqual(macro) { return start }
            start -= 1
        }
        return nil
    }

    private static func number(of text: [UInt8]) -> UInt32? {
        var scanner = TokenScanner(text)
        guard scanner.next() != nil, scanner.next() != nil, let number = scanner.next() else {
            return nil
        }
        let word = String(decoding: text[number], as: UTF8.self)
        guard word.hasPrefix("0x"), word.hasSuffix("u") else { return nil }
        return UInt32(word.dropFirst(2).dropLast(), radix: 16)
    }

    /// Whether only the macro's own parenthesis is open, and the next argument begins.
    private static func isOpen(_ text: [UInt8]) -> Bool {
        var scanner = TokenScanner(text)
        var depth = 0
        var last: UInt8 = 0
        while let token = scanner.next() {
            last = text[token.lowerBound]
            if token.count > 1 { continue }
            switch last {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return false }
            default: break
            }
        }
        return depth == 1 && last == UInt8(ascii: ",")
    }
}
