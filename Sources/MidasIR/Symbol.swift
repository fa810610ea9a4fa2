import MidasBase

/// A function, or a variable with static or thread storage duration (locals declared `static`
/// included).
public struct Symbol: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable { case function, variable }

    public enum Linkage: UInt8, Hashable, Sendable, CaseIterable {
        /// Joined with other units by `usr`.
        case external
        /// A file's own; `usr` holds the path, so that equal names in two files stay apart.
        case `internal`
        /// A `static` local, a function-local class's method.
        case none
    }

    public struct Flags: OptionSet, Hashable, Sendable {
        public var rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Defined in this unit: a function with a body, a variable with storage.
        public static let isDefined = Flags(rawValue: 1 << 0)
        public static let isThreadLocal = Flags(rawValue: 1 << 1)
        public static let isWeak = Flags(rawValue: 1 << 2)
        public static let isInline = Flags(rawValue: 1 << 3)
        /// Declared in a system header.
        public static let isSystem = Flags(rawValue: 1 << 4)
        public static let neverReturns = Flags(rawValue: 1 << 5)
        public static let returnsTwice = Flags(rawValue: 1 << 6)
        /// `__attribute__((pure))` or `((const))`.
        public static let isPure = Flags(rawValue: 1 << 7)
        /// `__attribute__((constructor))`: runs before `main`.
        public static let runsAtStart = Flags(rawValue: 1 << 8)
        public static let runsAtExit = Flags(rawValue: 1 << 9)
        public static let isMethod = Flags(rawValue: 1 << 10)
        public static let isStaticMember = Flags(rawValue: 1 << 11)
        public static let isConstructor = Flags(rawValue: 1 << 12)
        public static let isDestructor = Flags(rawValue: 1 << 13)
        public static let isVirtual = Flags(rawValue: 1 << 14)
        public static let isImplicit = Flags(rawValue: 1 << 15)
        public static let isVariadic = Flags(rawValue: 1 << 16)
        /// The object itself is declared const (its bytes are fixed after initialisation).
        public static let isConstant = Flags(rawValue: 1 << 17)
        public static let isVolatile = Flags(rawValue: 1 << 18)
        /// C's tentative definition: `int x;` at file scope.
        public static let isTentative = Flags(rawValue: 1 << 19)
        public static let isStaticLocal = Flags(rawValue: 1 << 20)
        public static let cannotThrow = Flags(rawValue: 1 << 21)
        /// Called with a hidden `this`: a method that is not static, a lambda's body.
        public static let takesThis = Flags(rawValue: 1 << 22)
        /// An instance of a template.
        public static let isTemplateInstance = Flags(rawValue: 1 << 23)
        /// A compiler builtin: `__builtin_…`, `__atomic_…`, `__sync_…`.
        public static let isBuiltin = Flags(rawValue: 1 << 24)
        /// A coroutine's body.
        public static let isCoroutine = Flags(rawValue: 1 << 25)
        /// A pure virtual function: where it has no body, only what overrides it is ever called.
        public static let isAbstract = Flags(rawValue: 1 << 26)
    }

    public var kind: Kind
    public var linkage: Linkage
    public var flags: Flags
    /// The last part of the name; operators as `operator=`, constructors as the class's name.
    public var name: StringID
    /// Namespaces and classes before the name, no template arguments: what the dictionary knows.
    public var qualifiedName: StringID
    /// The name that the linker joins units by.
    public var usr: StringID
    /// The variable's type, or the function's (a `.function`).
    public var type: TypeID
    /// As declared, for people.
    public var typeSpelling: StringID
    /// The class that it belongs to.
    public var record: OptionalID<RecordTag> = .none
    /// The function that a `static` local belongs to.
    public var owner: OptionalID<SymbolTag> = .none
    /// The name of the symbol that `__attribute__((alias))` makes this one stand for, or empty.
    public var alias: StringID = StringTable.empty
    /// `__attribute__((annotate))` texts and thread-safety attributes, as written.
    public var attributes: [StringID] = []
    /// Of the name, at the definition where there is one.
    public var position: SourcePosition = .none
    /// The lowered body of a function that is defined.
    public var body: OptionalID<FunctionTag> = .none
    /// The lowered initialiser of a variable that has one that is not all zero: a function without
    /// parameters that stores into it. Static locals of C++ with dynamic initialisation are
    /// initialised where they stand, under a `guard`, and have none.
    public var initializer: OptionalID<FunctionTag> = .none

    public init(
        kind: Kind, linkage: Linkage, flags: Flags, name: StringID, qualifiedName: StringID,
        usr: StringID, type: TypeID, typeSpelling: StringID
    ) {
        self.kind = kind
        self.linkage = linkage
        self.flags = flags
        self.name = name
        self.qualifiedName = qualifiedName
        self.usr = usr
        self.type = type
        self.typeSpelling = typeSpelling
    }
}
