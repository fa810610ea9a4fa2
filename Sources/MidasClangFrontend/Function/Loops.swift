import CLibClang
import MidasBase
import MidasIR

/// Where `break` and `continue` go.
struct JumpTargets {
    var onBreak: BlockID
    /// None in a `switch`.
    var onContinue: BlockID?
    /// How many cleanups stay.
    var cleanupCount: Int
}

/// Loops.
extension FunctionLowering {
    private func parts(of cursor: CXCursor) -> [CXCursor] {
        cursors.children(of: cursor).filter {
            $0.isExpression || $0.isStatement || $0.kind == .varDecl
        }
    }

    func whileStatement(_ cursor: CXCursor) {
        var parts = parts(of: cursor)
        let head = builder.makeBlock()
        let body = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        let mark = cleanups.count
        while parts.count > 2, parts[0].kind == .varDecl || parts[0].kind == .declStmt {
            let first = parts.removeFirst()
            if first.kind == .varDecl { variable(first) } else { statement(first) }
        }
        guard parts.count == 2 else { return addHole("while without its parts", at: cursor) }
        let hasVariable = cleanups.count > mark
        let leave = hasVariable ? builder.makeBlock() : after
        fullCondition(parts[0], body, leave)
        builder.continueIn(body)
        // A variable of the condition dies before the condition is evaluated again.
        jumpTargets.append(
            JumpTargets(onBreak: after, onContinue: head, cleanupCount: mark))
        statement(parts[1])
        jumpTargets.removeLast()
        here(cursor)
        emitCleanups(downTo: mark)
        builder.jump(to: head)
        if hasVariable {
            builder.continueIn(leave)
            emitCleanups(downTo: mark)
            builder.jump(to: after)
        }
        builder.continueIn(after)
        dropCleanups(to: mark)
    }

    func doStatement(_ cursor: CXCursor) {
        let parts = parts(of: cursor)
        guard parts.count == 2 else { return addHole("do without its parts", at: cursor) }
        let body = builder.makeBlock()
        let test = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: body)
        builder.continueIn(body)
        jumpTargets.append(
            JumpTargets(onBreak: after, onContinue: test, cleanupCount: cleanups.count))
        statement(parts[0])
        jumpTargets.removeLast()
        builder.jump(to: test)
        builder.continueIn(test)
        fullCondition(parts[1], body, after)
        builder.continueIn(after)
    }

    func forStatement(_ cursor: CXCursor) {
        let parts = parts(of: cursor)
        guard let body = parts.last else { return addHole("for without a body", at: cursor) }
        let clauses = ForClauses(unit, cursor, Array(parts.dropLast()))
        let mark = cleanups.count
        if let first = clauses.initialization {
            if first.isExpression {
                statement(.expression, at: first) { fullExpression { discard(first) } }
            } else {
                statement(first)
            }
        }
        let head = builder.makeBlock()
        let step = builder.makeBlock()
        let inside = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        let inner = cleanups.count
        if let variable = clauses.conditionVariable { self.variable(variable) }
        if let condition = clauses.condition {
            fullCondition(condition, inside, after)
        } else {
            builder.jump(to: inside)
        }
        builder.continueIn(inside)
        jumpTargets.append(JumpTargets(onBreak: after, onContinue: step, cleanupCount: inner))
        statement(body)
        jumpTargets.removeLast()
        here(cursor)
        leaveScope(inner)
        builder.jump(to: step)
        builder.continueIn(step)
        if let increment = clauses.increment {
            statement(.expression, at: increment) { fullExpression { discard(increment) } }
        }
        here(cursor)
        builder.jump(to: head)
        builder.continueIn(after)
        leaveScope(mark)
    }
}

/// The three clauses of a `for`. libclang shows those that are there, not which ones they are; the
/// text between the parentheses tells, macros included.
struct ForClauses {
    private(set) var initialization: CXCursor?
    private(set) var conditionVariable: CXCursor?
    private(set) var condition: CXCursor?
    private(set) var increment: CXCursor?

    init(_ unit: UnitLowering, _ cursor: CXCursor, _ parts: [CXCursor]) {
        var parts = parts[...]
        if let first = parts.first, first.kind == .declStmt || first.kind == .nullStmt {
            initialization = first
            parts = parts.dropFirst()
        }
        if let first = parts.first, first.kind == .varDecl || first.kind == .declStmt {
            conditionVariable = first
            parts = parts.dropFirst()
        }
        let present = Self.presentClauses(in: unit.textFrom(cursor))
        let isKnown =
            present.map { clauses in
                let count = clauses.filter { $0 }.count
                let declared = initialization != nil && clauses[0] ? 1 : 0
                return count == parts.count + declared
            } ?? false
        if isKnown, let present {
            if initialization == nil && present[0] { initialization = parts.popFirst() }
            if present[1] { condition = parts.popFirst() }
            if present[2] { increment = parts.popFirst() }
        } else {
            guess(parts)
        }
    }

    /// Without text: as many as there are, from the condition on unless all three are there.
    private mutating func guess(_ parts: ArraySlice<CXCursor>) {
        var parts = parts
        if parts.count == 3 { initialization = parts.popFirst() }
        if parts.count == 2 && initialization == nil, let last = parts.last, !Self.isStep(last) {
            initialization = parts.popFirst()
        }
        if parts.count == 1, let only = parts.first, Self.isStep(only) {
            increment = only
            return
        }
        condition = parts.popFirst()
        increment = parts.popFirst()
    }

    /// What is written for its effect.
    private static func isStep(_ cursor: CXCursor) -> Bool {
        switch cursor.kind {
        case .compoundAssignOperator: return true
        case .unaryOperator:
            switch cursor.unaryOperator {
            case .postInc, .postDec, .preInc, .preDec: return true
            default: return false
            }
        case .binaryOperator:
            return cursor.binaryOperator == .assign || cursor.binaryOperator == .comma
        default: return false
        }
    }

    /// Which of the three clauses hold anything, in a text that begins with `for (`; nil if the text
    /// is something else.
    static func presentClauses(in text: UnsafeBufferPointer<UInt8>) -> [Bool]? {
        var scanner = CodeScanner(text)
        guard scanner.skip("for"), scanner.next() == UInt8(ascii: "(") else { return nil }
        var clauses: [Bool] = []
        var depth = 0
        var isPresent = false
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth < 0 || (depth == 0 && byte == UInt8(ascii: ";")) {
                clauses.append(isPresent)
                isPresent = false
                if depth < 0 { return clauses.count == 3 ? clauses : nil }
            } else {
                isPresent = true
            }
        }
        return nil
    }
}

/// The bytes of C code that mean something: no white space, comments, or insides of literals.
struct CodeScanner {
    private let text: UnsafeBufferPointer<UInt8>
    private var offset = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func skip(_ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where next() != word.utf8Start[index] {
            return false
        }
        return true
    }

    /// The next byte; a literal gives its opening quotation mark alone.
    mutating func next() -> UInt8? {
        while offset < text.count {
            let byte = text[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
                UInt8(ascii: "\\"), 0x0B, 0x0C:
                continue
            case UInt8(ascii: "/") where skipComment(): continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                skipLiteral(byte)
                return byte
            default: return byte
            }
        }
        return nil
    }

    /// Skips a comment whose first slash has been read, if it is one.
    private mutating func skipComment() -> Bool {
        guard offset < text.count else { return false }
        if text[offset] == UInt8(ascii: "/") {
            while offset < text.count, text[offset] != UInt8(ascii: "\n") { offset += 1 }
            return true
        }
        guard text[offset] == UInt8(ascii: "*") else { return false }
        offset += 1
        while offset + 1 < text.count {
            if text[offset] == UInt8(ascii: "*") && text[offset + 1] == UInt8(ascii: "/") {
                offset += 2
                return true
            }
            offset += 1
        }
        offset = text.count
        return true
    }

    private mutating func skipLiteral(_ quote: UInt8) {
        while offset < text.count {
            let byte = text[offset]
            offset += 1
            if byte == quote || byte == UInt8(ascii: "\n") { return }
            if byte == UInt8(ascii: "\\") { offset += 1 }
        }
    }
}
