import MidasBase

/// What the verifier tells types apart by: whether a value of one may stand for one of another
/// without a conversion.
enum ValueShape: Hashable {
    case void
    /// Integers, `bool` and enumerations, by width.
    case integer(bits: Int)
    case floating(FloatKind)
    /// Pointers, references, `nullptr`.
    case pointer
    case memberPointer
    case vector(bytes: UInt64)
    case aggregate
    case function
    /// What the form has no rules for.
    case other
}

extension TypeTable {
    func shape(_ id: TypeID) -> ValueShape {
        if let (bits, _) = integer(id) { return .integer(bits: bits) }
        return switch self[id] {
        case .void: .void
        case .floating(let kind): .floating(kind)
        case .pointer, .reference, .nullPointer: .pointer
        case .memberPointer: .memberPointer
        case .vector: .vector(bytes: size(id))
        case .record, .array, .incompleteArray, .complex: .aggregate
        case .function: .function
        case .atomic(let inner): shape(inner)
        case .opaque: .other
        case .bool, .integer, .enumeration: .other
        }
    }
}

extension ValueShape {
    var isInteger: Bool { if case .integer = self { true } else { false } }
    var isFloating: Bool { if case .floating = self { true } else { false } }
    var isVector: Bool { if case .vector = self { true } else { false } }

    /// Can be held in a value: not void, an aggregate or a function.
    var isScalar: Bool { self != .void && self != .aggregate && self != .function }

    /// Whether a value of this shape fits where `expected` is asked for.
    func fits(_ expected: ValueShape) -> Bool {
        self == expected || self == .other || expected == .other
    }
}
