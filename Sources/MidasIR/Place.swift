import MidasBase

/// What an instruction takes: nothing, a value that an instruction computed, a constant, or (for
/// aggregates, as an argument or a result) the contents of a place. 32 bits.
@frozen
public struct Operand: Hashable, Sendable {
    public var raw: UInt32

    public enum Kind: UInt8, Sendable { case none, value, constant, place }

    @inlinable
    public init(raw: UInt32) { self.raw = raw }

    @inlinable
    public static var none: Operand { Operand(raw: 0) }

    @inlinable
    public static func value(_ id: InstructionID) -> Operand {
        Operand(raw: 1 << 30 | id.raw)
    }

    @inlinable
    public static func constant(_ id: ConstantID) -> Operand {
        Operand(raw: 2 << 30 | id.raw)
    }

    @inlinable
    public static func place(_ id: PlaceID) -> Operand {
        Operand(raw: 3 << 30 | id.raw)
    }

    @inlinable
    public var kind: Kind {
        switch raw >> 30 {
        case 0: .none
        case 1: .value
        case 2: .constant
        default: .place
        }
    }

    @inlinable
    public var payload: UInt32 { raw & 0x3FFF_FFFF }

    @inlinable
    public var value: InstructionID? { kind == .value ? ID(payload) : nil }

    @inlinable
    public var constant: ConstantID? { kind == .constant ? ID(payload) : nil }

    @inlinable
    public var place: PlaceID? { kind == .place ? ID(payload) : nil }

    @inlinable
    public var isNone: Bool { raw == 0 }
}

/// A value known at compile time.
public enum Constant: Hashable, Sendable {
    /// Two's complement, sign-extended or zero-extended to 64 bits by the type's sign.
    case integer(UInt64, TypeID)
    /// The bits of the nearest `Double`, whatever the width of the type.
    case floating(UInt64, TypeID)
    /// The null pointer.
    case null(TypeID)
    /// The address of a literal's bytes, terminator included, as an array of `type`. `macro` names
    /// the predefined macro that it is the value of (`__DATE__`, `__FILE__`, …), or is empty.
    case string(StringID, type: TypeID, macro: StringID)
    case function(SymbolID)
    /// The address of a variable.
    case global(SymbolID)
    /// GNU `&&label`.
    case label(BlockID)
    /// A pointer to a member: a byte offset (null is ~0).
    case memberOffset(UInt64, TypeID)
    /// A pointer to a member function.
    case memberFunction(SymbolID, TypeID)
    case undefined(TypeID)
}

/// Where a place begins.
@frozen
public enum PlaceRoot: Hashable, Sendable {
    case local(LocalID)
    case global(SymbolID)
    /// What a pointer points to.
    case pointer(Operand)
    /// The object that the function returns, where it is an aggregate.
    case result
}

/// A step from an object into it.
@frozen
public enum Projection: Hashable, Sendable {
    /// The field at this position of the record's `fields`.
    case field(RecordID, UInt32)
    /// The element of an array at this index.
    case index(Operand)
    /// The base class at this position of the record's `bases`.
    case base(RecordID, UInt32)
    /// The same bytes as another type (real and imaginary parts, vector elements, unions of C++
    /// storage): `offset` bytes on, as `type`.
    case bytes(offset: UInt32, type: TypeID)
}

/// An object or a part of one: a root and the steps into it. A pointer on the way is loaded by an
/// instruction of its own, so a place never hides a load.
public struct Place: Hashable, Sendable {
    public var root: PlaceRoot
    /// The type of the object at the root.
    public var rootType: TypeID
    /// In the function's `projections`.
    public var projections: Slice32
    /// The type of the whole place.
    public var type: TypeID

    public init(root: PlaceRoot, rootType: TypeID, projections: Slice32, type: TypeID) {
        self.root = root
        self.rootType = rootType
        self.projections = projections
        self.type = type
    }
}
