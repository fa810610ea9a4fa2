import CLibClang
import MidasBase
import MidasIR

/// Which operator an expression applies. Libraries before 17 do not say; then it is read off the
/// text, which macros may hide.
extension FunctionLowering {
    func operatorKind(_ cursor: CXCursor) -> CXBinaryOperatorKind {
        if cx_has_getCursorBinaryOperatorKind() != 0 {
            return cx_getCursorBinaryOperatorKind(cursor)
        }
        let operands = expressionChildren(cursor)
        guard operands.count == 2 else { return .invalid }
        return Self.binaryOperators[textBetween(operands[0], operands[1])] ?? .invalid
    }

    func unaryKind(_ cursor: CXCursor) -> CXUnaryOperatorKind {
        if cx_has_getCursorUnaryOperatorKind() != 0 { return cx_getCursorUnaryOperatorKind(cursor) }
        let text = unit.spelledText(cx_getCursorExtent(cursor))
        guard let first = text.first, let last = text.last else { return .invalid }
        let isDouble = text.count > 2 && text[1] == first
        let endsDouble = text.count > 2 && text[text.count - 2] == last
        switch first {
        case UInt8(ascii: "+") where isDouble: return .preInc
        case UInt8(ascii: "-") where isDouble: return .preDec
        case UInt8(ascii: "+"): return .plus
        case UInt8(ascii: "-"): return .minus
        case UInt8(ascii: "&"): return .addrOf
        case UInt8(ascii: "*"): return .deref
        case UInt8(ascii: "!"): return .lNot
        case UInt8(ascii: "~"): return .not
        default: break
        }
        if endsDouble && last == UInt8(ascii: "+") { return .postInc }
        if endsDouble && last == UInt8(ascii: "-") { return .postDec }
        return text.starts(with: "__extension__".utf8) ? .extension : .invalid
    }

    private func textBetween(_ a: CXCursor, _ b: CXCursor) -> String {
        let from = unit.spellingLocation(cx_getRangeEnd(cx_getCursorExtent(a)))
        let start = cx_getRangeStart(cx_getCursorExtent(b))
        let to = unit.spellingLocation(start)
        guard let file = from.file, file == to.file, from.offset <= to.offset else { return "" }
        let text = unit.contents(of: unit.fileID(file, at: start))
        let operators = Set("+-*/%<>=&|^,!".utf8)
        return String(
            decoding: text[Int(from.offset)..<Int(to.offset)].filter { operators.contains($0) },
            as: UTF8.self)
    }

    private static let binaryOperators: [String: CXBinaryOperatorKind] = [
        "*": .mul, "/": .div, "%": .rem, "+": .add, "-": .sub, "<<": .shl, ">>": .shr,
        "<=>": .cmp, "<": .LT, ">": .GT, "<=": .LE, ">=": .GE, "==": .EQ, "!=": .NE, "&": .and,
        "^": .xor, "|": .or, "&&": .lAnd, "||": .lOr, "=": .assign, "*=": .mulAssign,
        "/=": .divAssign, "%=": .remAssign, "+=": .addAssign, "-=": .subAssign,
        "<<=": .shlAssign, ">>=": .shrAssign, "&=": .andAssign, "^=": .xorAssign,
        "|=": .orAssign, ",": .comma, ".*": .ptrMemD, "->*": .ptrMemI,
    ]
}
