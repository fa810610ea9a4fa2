import MidasBase

public enum FloatKind: UInt8, Hashable, Sendable, CaseIterable {
    case half, bfloat, float, double, longDouble, quad
}

/// One type, its components by id. Structurally equal types have one id in a table; top-level
/// qualifiers are dropped, typedefs resolved.
public enum TypeNode: Hashable, Sendable {
    case void
    case bool
    /// Every integer type, `char` and its kin included.
    case integer(bits: UInt16, signed: Bool)
    case enumeration(name: StringID, underlying: TypeID)
    case floating(FloatKind)
    case complex(FloatKind)
    case pointer(TypeID)
    case reference(TypeID, rvalue: Bool)
    /// A pointer to a member; data members and functions alike.
    case memberPointer(record: RecordID, pointee: TypeID)
    case array(element: TypeID, count: UInt64)
    /// An array whose size the type does not fix (`[]`, a flexible member).
    case incompleteArray(element: TypeID)
    case vector(element: TypeID, count: UInt64)
    case record(RecordID)
    case function(FunctionTypeID)
    case atomic(TypeID)
    case nullPointer
    /// What no other case covers, by its spelling.
    case opaque(name: StringID)
}

public enum FunctionTypeTag {}
/// A function type in a `TypeTable`.
public typealias FunctionTypeID = ID<FunctionTypeTag>

/// A function type. For a method the object's pointer is not among the parameters.
public struct FunctionType: Hashable, Sendable {
    public var result: TypeID
    public var parameters: [TypeID]
    public var isVariadic: Bool
    /// Declared `()` in C before C23: anything may be passed.
    public var hasNoPrototype: Bool

    public init(
        result: TypeID, parameters: [TypeID], isVariadic: Bool, hasNoPrototype: Bool = false
    ) {
        self.result = result
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.hasNoPrototype = hasNoPrototype
    }
}

/// A type with its size and alignment in bytes. `size` is `unknownSize` for void, functions and
/// incomplete types.
public struct TypeEntry: Hashable, Sendable {
    public static let unknownSize = UInt64.max

    public var node: TypeNode
    public var size: UInt64
    public var alignment: UInt32

    public init(node: TypeNode, size: UInt64, alignment: UInt32) {
        self.node = node
        self.size = size
        self.alignment = alignment
    }
}

/// The types and records of a unit or a program.
public struct TypeTable: Sendable {
    public private(set) var entries: Arena<TypeTag, TypeEntry> = Arena()
    public var records: Arena<RecordTag, Record> = Arena()
    public private(set) var functionTypes: Arena<FunctionTypeTag, FunctionType> = Arena()
    private var known: [TypeNode: TypeID] = [:]
    private var knownFunctions: [FunctionType: FunctionTypeID] = [:]

    public init() {}

    public mutating func reserveCapacity(_ count: Int) {
        entries.elements.reserveCapacity(count)
        known.reserveCapacity(count)
    }

    @inlinable
    public subscript(id: TypeID) -> TypeNode { entries[id].node }

    @inlinable
    public func size(_ id: TypeID) -> UInt64 { entries[id].size }

    @inlinable
    public func alignment(_ id: TypeID) -> UInt32 { entries[id].alignment }

    /// The id of a type; size and alignment are taken from the first to name it, unless that did
    /// not know the size (a record that was incomplete then).
    public mutating func intern(_ node: TypeNode, size: UInt64, alignment: UInt32) -> TypeID {
        if let id = known[node] {
            if entries[id].size == TypeEntry.unknownSize && size != TypeEntry.unknownSize {
                entries[id].size = size
                entries[id].alignment = alignment
            }
            return id
        }
        let id = entries.append(TypeEntry(node: node, size: size, alignment: alignment))
        known[node] = id
        return id
    }

    public mutating func intern(_ type: FunctionType) -> FunctionTypeID {
        if let id = knownFunctions[type] { return id }
        let id = functionTypes.append(type)
        knownFunctions[type] = id
        return id
    }

    public func find(_ node: TypeNode) -> TypeID? { known[node] }

    /// The element or pointee type of an array, vector, pointer, reference or atomic.
    @inlinable
    public func element(_ id: TypeID) -> TypeID? {
        switch self[id] {
        case .pointer(let type), .reference(let type, _), .atomic(let type): type
        case .array(let type, _), .incompleteArray(let type), .vector(let type, _): type
        default: nil
        }
    }

    @inlinable
    public func record(_ id: TypeID) -> RecordID? {
        switch self[id] {
        case .record(let record): record
        case .atomic(let type): record(type)
        default: nil
        }
    }

    /// Integers, `bool` and enumerations: width in bits and sign.
    @inlinable
    public func integer(_ id: TypeID) -> (bits: Int, signed: Bool)? {
        switch self[id] {
        case .bool: (8, false)
        case .integer(let bits, let signed): (Int(bits), signed)
        case .enumeration(_, let underlying): integer(underlying)
        case .atomic(let type): integer(type)
        default: nil
        }
    }

    /// Whether values of the type live in places only: records, arrays, complex numbers.
    @inlinable
    public func isAggregate(_ id: TypeID) -> Bool {
        switch self[id] {
        case .record, .array, .incompleteArray, .complex: true
        case .atomic(let type): isAggregate(type)
        default: false
        }
    }

    @inlinable
    public func isFunction(_ id: TypeID) -> Bool {
        if case .function = self[id] { true } else { false }
    }

    @inlinable
    public func isPointerLike(_ id: TypeID) -> Bool {
        switch self[id] {
        case .pointer, .reference, .nullPointer: true
        case .atomic(let type): isPointerLike(type)
        default: false
        }
    }
}

extension TypeTable: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        a.entries == b.entries && a.records == b.records && a.functionTypes == b.functionTypes
    }
}
