import MidasBase

/// A struct, class or union. Until its definition is seen `isComplete` is false and it has no
/// fields.
public struct Record: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case structure, `class`, union
    }

    /// Qualified, with template arguments: `std::vector<int>`. Empty for an unnamed record.
    public var name: StringID
    /// Qualified, without template arguments: `std::vector`. What the dictionary is asked for.
    public var templateName: StringID
    /// What links the record between units.
    public var usr: StringID
    public var kind: Kind
    public var isComplete = false
    /// Has virtual functions or virtual bases: begins with, or holds, a table pointer.
    public var isPolymorphic = false
    public var isLambda = false
    public var size: UInt64 = TypeEntry.unknownSize
    public var alignment: UInt32 = 1
    /// In order of declaration, those of anonymous members not flattened.
    public var fields: [Field] = []
    public var bases: [Base] = []
    /// Template arguments that are types, for the dictionary's container models.
    public var typeArguments: [TypeID] = []
    /// The destructor, also an implicit one that does something; none where destruction does
    /// nothing.
    public var destructor: OptionalID<SymbolTag> = .none
    /// Virtual functions declared here, overriding ones included, with what they override.
    public var virtualMethods: [VirtualMethod] = []
    public var position: SourcePosition = .none

    public init(name: StringID, templateName: StringID, usr: StringID, kind: Kind) {
        self.name = name
        self.templateName = templateName
        self.usr = usr
        self.kind = kind
    }
}

/// A non-static data member.
public struct Field: Hashable, Sendable {
    /// Empty for an anonymous member and an unnamed bit-field.
    public var name: StringID
    public var type: TypeID
    /// As declared, for people.
    public var typeSpelling: StringID
    /// From the start of the record.
    public var bitOffset: UInt64
    /// The width of a bit-field in bits, else nil.
    public var bitWidth: UInt32?
    public var position: SourcePosition

    public init(
        name: StringID, type: TypeID, typeSpelling: StringID, bitOffset: UInt64,
        bitWidth: UInt32? = nil, position: SourcePosition = .none
    ) {
        self.name = name
        self.type = type
        self.typeSpelling = typeSpelling
        self.bitOffset = bitOffset
        self.bitWidth = bitWidth
        self.position = position
    }
}

/// A direct base class.
public struct Base: Hashable, Sendable {
    public var record: RecordID
    /// Bytes from the start of the derived record (of a complete object, where it is virtual).
    public var offset: UInt64
    public var isVirtual: Bool

    public init(record: RecordID, offset: UInt64, isVirtual: Bool) {
        self.record = record
        self.offset = offset
        self.isVirtual = isVirtual
    }
}

public struct VirtualMethod: Hashable, Sendable {
    public var method: SymbolID
    /// Directly overridden ones.
    public var overridden: [SymbolID]

    public init(method: SymbolID, overridden: [SymbolID]) {
        self.method = method
        self.overridden = overridden
    }
}
