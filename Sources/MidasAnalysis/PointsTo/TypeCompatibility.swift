import MidasBase
import MidasIR

/// Whether memory of one type may be read or written as another: the rule of C 6.5 and C++
/// [basic.lval] on aliasing, as far as pointers go. A field is found at the same offset in objects
/// of other types too, when a pointer is thought to point to more than it does; what has another
/// type there is not meant.
struct TypeCompatibility {
    private let types: TypeTable
    /// By pointee type of the pair, once it was asked for.
    private var prefixes: [UInt64: Bool] = [:]

    init(_ types: TypeTable) { self.types = types }

    /// - Parameters:
    ///   - stored: the declared type of the memory.
    ///   - accessed: the type of the access.
    mutating func mayAlias(_ stored: TypeID, _ accessed: TypeID) -> Bool {
        if stored == accessed { return true }
        switch (pointee(stored), pointee(accessed)) {
        case (nil, nil): return true
        case (let a?, let b?): return pointeesMatch(a, b)
        case (_?, nil): return isOpen(accessed)
        case (nil, _?): return isOpen(stored)
        }
    }

    private func pointee(_ type: TypeID) -> TypeID? {
        switch types[type] {
        case .pointer(let inner), .reference(let inner, _): inner
        case .atomic(let inner): pointee(inner)
        default: nil
        }
    }

    /// Accesses of bytes, and of what is not known.
    private func isOpen(_ type: TypeID) -> Bool {
        switch types[type] {
        case .opaque, .record, .array, .incompleteArray, .nullPointer, .void, .memberPointer: true
        case .integer(let bits, _): bits == 8
        default: false
        }
    }

    private mutating func pointeesMatch(_ a: TypeID, _ b: TypeID) -> Bool {
        if a == b || isGeneric(a) || isGeneric(b) { return true }
        switch (types[a], types[b]) {
        case (.function, .function): return true
        case (.record(let x), .record(let y)):
            let key = UInt64(min(a.raw, b.raw)) << 32 | UInt64(max(a.raw, b.raw))
            if let known = prefixes[key] { return known }
            let related = begins(x, with: y) || begins(y, with: x)
            prefixes[key] = related
            return related
        case (.record, _), (_, .record), (.function, _), (_, .function): return false
        default: return types.size(a) == types.size(b) || pointee(a) != nil && pointee(b) != nil
        }
    }

    /// `void *` and `char *` hold anything; pointers to what is never defined may be anything.
    private func isGeneric(_ type: TypeID) -> Bool {
        switch types[type] {
        case .void, .opaque: true
        case .integer(let bits, _): bits == 8
        case .record(let id): !types.records[id].isComplete || types.records[id].kind == .union
        default: false
        }
    }

    /// Whether a record has another one at its beginning, or is it.
    func begins(_ type: TypeID, with other: TypeID) -> Bool {
        guard let record = types.record(type), let inner = types.record(other) else { return false }
        return begins(record, with: inner)
    }

    /// Whether the first member, or the first base, of a record is the other one, directly or inside;
    /// structs of one name and layout from different units count as one.
    private func begins(_ record: RecordID, with other: RecordID) -> Bool {
        var record = record
        for _ in 0..<16 {
            if record == other { return true }
            let entry = types.records[record]
            if entry.usr == types.records[other].usr && entry.usr != StringTable.empty {
                return true
            }
            if let base = entry.bases.first {
                if entry.bases.contains(where: { begins($0.record, with: other) }) { return true }
                record = base.record
            } else if let first = entry.fields.first, let inner = types.record(first.type) {
                record = inner
            } else {
                return false
            }
        }
        return false
    }
}
