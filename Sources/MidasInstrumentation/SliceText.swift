import MidasAnalysis
import MidasBase
import MidasIR

/// A slice as C: the source's own text without the statements that are left out.
struct SliceText {
    let units: HandlerUnits
    let slice: Slice
    let bytes: [UInt8]
    let file: String
    /// Replays instead of calls.
    let edits: EditSet

    /// The statements of a segment's top level, after declarations from before it.
    func text(_ segment: Range<Int>, declarations: [StatementID]) -> [String] {
        var lines = declarations.map { simple($0) }
        for statement in units.controlled(units.body)
        where segment.contains(units.begin(statement)) {
            lines += text(of: statement)
        }
        return lines
    }

    private func isKept(_ statement: StatementID) -> Bool {
        slice.kept.contains(statement) || slice.heads.contains(statement)
    }

    /// The lines of a statement; none where it is left out.
    private func text(of statement: StatementID) -> [String] {
        guard isKept(statement) else { return [] }
        switch units.kind(statement) {
        case .compound: return block(statement)
        case .if: return conditional(statement)
        case .for, .while, .switch: return loop(statement)
        case .case, .default, .label: return target(statement)
        case .do: return doLoop(statement)
        case .return: return ["return midas_replay_end();"]
        default: return [simple(statement)]
        }
    }

    /// A block of its own keeps its braces; those of what it belongs to are written with that.
    private func block(_ statement: StatementID) -> [String] {
        let lines = units.controlled(statement).flatMap { text(of: $0) }
        switch units.kind(units.parent(statement)) {
        case .compound, .case, .default, .label: return ["{"] + indented(lines) + ["}"]
        default: return lines
        }
    }

    private func conditional(_ statement: StatementID) -> [String] {
        let arms = units.controlled(statement)
        guard let first = arms.first else { return [] }
        let head = part(units.begin(statement)..<units.begin(first))
        var lines = ["\(head) {"] + indented(text(of: first))
        if arms.count > 1, isKept(arms[1]) {
            lines += ["} else {"] + indented(text(of: arms[1]))
        }
        return lines + ["}"]
    }

    private func loop(_ statement: StatementID) -> [String] {
        guard let body = units.controlled(statement).first else { return [simple(statement)] }
        let head = part(units.begin(statement)..<units.begin(body))
        return ["\(head) {"] + indented(text(of: body)) + ["}"]
    }

    /// A label and what it stands before, if that is kept.
    private func target(_ statement: StatementID) -> [String] {
        guard let first = units.controlled(statement).first else {
            return [part(units.begin(statement)..<units.end(statement)) + ";"]
        }
        let label = part(units.begin(statement)..<units.begin(first))
        return ["\(label);"] + text(of: first)
    }

    private func doLoop(_ statement: StatementID) -> [String] {
        guard let body = units.controlled(statement).first else { return [] }
        var tail = part(units.end(body)..<units.end(statement))
        if tail.hasPrefix(";") { tail = String(tail.dropFirst()).trimmed }
        return ["do {"] + indented(text(of: body)) + ["} \(tail);"]
    }

    private func simple(_ statement: StatementID) -> String {
        let text = part(units.begin(statement)..<units.end(statement))
        return text.hasSuffix(";") ? text : text + ";"
    }

    private func part(_ range: Range<Int>) -> String {
        edits.apply(to: bytes, of: file, part: range).trimmed
    }

    private func indented(_ lines: [String]) -> [String] { lines.map { "    " + $0 } }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var bytes = Array(utf8)[...]
        while bytes.first?.isSpace ?? false { bytes.removeFirst() }
        while bytes.last?.isSpace ?? false { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
