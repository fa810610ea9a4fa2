import MidasBase
import MidasDictionary
import MidasIR

/// What a comparison of two elements computes with: parts of the one, parts of the other, what is the
/// same for both, and what is known of how they compare.
enum ElementTerm: Hashable {
    /// Which element something is a part of, or of neither.
    enum Owner: Hashable {
        case first, second, neither
    }

    /// A way from an element to a part of it, or to what is computed from that alone.
    enum Step: Hashable {
        case pointee
        case field(RecordID, UInt32)
        case base(RecordID, UInt32)
        case index(Int64)
        case parameter(UInt32)
        case global(SymbolID)
        case number(Int64)
        /// What a function or an operation makes of it, with its other operands.
        case function(SymbolID, [[Step]])
        case operation(Opcode, UInt8, [[Step]])
    }

    /// The contents of a part.
    case value(Owner, [Step])
    case address(Owner, [Step])
    case addressOfLocal(LocalID)
    case number(Int64)
    /// A number of which the sign counts.
    case sign(Int)
    /// Parts that are compared one after another.
    case list([ElementTerm])
    case unknown

    var part: (owner: Owner, path: [Step])? {
        switch self {
        case .value(let owner, let path), .address(let owner, let path): (owner, path)
        case .number(let number): (.neither, [.number(number)])
        default: nil
        }
    }
}

/// What is known of two elements: how parts of the first compare with the same parts of the second.
struct ElementRelations {
    /// -1, 0 and 1: the first's is less, equal, greater.
    private(set) var signs: [[ElementTerm.Step]: Int] = [:]
    /// The first part that was compared and of which nothing is known.
    var asked: [ElementTerm.Step]?

    mutating func know(_ path: [ElementTerm.Step], _ sign: Int) { signs[path] = sign }

    /// Compares two terms: a negative number, zero, a positive one; nil where that is not known.
    mutating func compare(_ a: ElementTerm, _ b: ElementTerm) -> Int? {
        switch (a, b) {
        case (.number(let a), .number(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.sign(let a), .number(0)): return a
        case (.number(0), .sign(let b)): return -b
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return nil }
            for (one, other) in zip(a, b) {
                guard let sign = compare(one, other) else { return nil }
                if sign != 0 { return sign }
            }
            return 0
        default: break
        }
        guard let first = a.part, let second = b.part, first.path == second.path else {
            return nil
        }
        if first.owner == second.owner { return 0 }
        guard first.owner != .neither, second.owner != .neither else { return nil }
        guard let sign = signs[first.path] else {
            asked = asked ?? first.path
            return nil
        }
        return first.owner == .first ? sign : -sign
    }

    /// Whether a term is true; nil where that is not known. Of two truth values that differ the
    /// greater is.
    func truth(_ term: ElementTerm) -> Bool? {
        switch term {
        case .number(let number): return number != 0
        case .sign(let sign): return sign != 0
        default: return nil
        }
    }
}

extension TypeTable {
    /// Whether parts that compare equal are all there is to a record: then equal records are equal.
    func isCovered(
        _ record: RecordID, at prefix: [ElementTerm.Step], by paths: Set<[ElementTerm.Step]>
    ) -> Bool {
        let known = records[record]
        guard known.kind != .union, known.isComplete else { return false }
        for (index, base) in known.bases.enumerated() where !records[base.record].fields.isEmpty {
            let path = prefix + [.base(record, UInt32(index))]
            guard isCovered(base.record, at: path, by: paths) else { return false }
        }
        return known.fields.enumerated().allSatisfy { index, field in
            let path = prefix + [.field(record, UInt32(index))]
            if paths.contains(path) || paths.contains(path + [.pointee])
                || paths.contains(path + [.index(0)])
            {
                return true
            }
            guard let inner = self.record(field.type) else { return false }
            return isCovered(inner, at: path, by: paths)
        }
    }
}
