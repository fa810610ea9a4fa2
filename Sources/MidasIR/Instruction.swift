import MidasBase

/// What an instruction does. `a`, `b`, `place`, `detail` and `extra` are its fields.
public enum Opcode: UInt8, Hashable, Sendable, CaseIterable {
    /// The value of `place`, a scalar of `type`.
    case load
    /// Writes `a` to `place`.
    case store
    /// Copies the bytes of the place `extra` to `place`: C structs and arrays. Overlap is allowed
    /// where both are the same.
    case copy
    /// Fills `place` with zero bytes.
    case zero
    /// Writes the bytes of the string `extra` to the start of `place`: large constant initialisers.
    case initializeBytes
    /// The address of `place`.
    case addressOf
    /// `detail`: `UnaryOperator`.
    case unary
    /// `detail`: `BinaryOperator`; both operands have the type of the result, shifts apart.
    case binary
    /// `detail`: `Comparison`; the operands have one type, the result is `type`.
    case compare
    /// The pointer `a` moved by `b` elements of its pointee.
    case pointerAdd
    /// (`a` - `b`) in elements.
    case pointerDifference
    /// `a` as `type`. `detail`: `CastKind`.
    case cast
    /// `extra`: `CallID`.
    case call
    /// From here the local at `place` is alive and its bytes are indeterminate.
    case storageLive
    /// From here the local at `place` is gone.
    case storageDead
    /// `a` bytes on the stack until the function (or, for an array, its scope) ends: `alloca` and
    /// variable-length arrays. The value is the address.
    case stackAllocate
    /// Atomic forms. `detail`: `MemoryOrder`.
    case atomicLoad
    case atomicStore
    /// `place` op= `a`; the value is the old contents. `extra`: `AtomicOperation`.
    case atomicUpdate
    /// If `place` equals the place `extra`, writes `a` to it, else the contents of `place` to
    /// `extra`. The value says whether it was equal.
    case compareExchange
    case fence
    /// Starts the variable arguments; `place` is the list.
    case variadicStart
    /// The next variable argument of `type` from the list `place`, a scalar.
    case variadicArgument
    /// The same, an aggregate, into the place `extra`.
    case variadicArgumentInto
    case variadicEnd
    /// Copies the list of the place `extra` to `place`.
    case variadicCopy
    /// `extra`: `AssemblyID`.
    case assembly
    /// Whether the static local that is `place` is still to be initialised by who asks.
    case guardAcquire
    /// The static local that is `place` is initialised.
    case guardRelease
    /// The object at `place`, a subobject being constructed or destroyed, is of its record's
    /// dynamic type from here.
    case setDynamicType
    /// At the start of a landing block: the address of the exception object.
    case landingPad
    /// Whether the exception `a` is caught by a handler for `type` (void: by any).
    case catchMatches
    /// The address of the caught object in the exception `a` as a handler for `type` sees it.
    case catchBegin
    /// The handler of the exception `a` ends.
    case catchEnd
    /// An address of storage for an exception of `type`, to construct it in before `throw`.
    case allocateException
    /// The `std::type_info` of `type`, or of the object at address `a`.
    case typeInfo
    /// An expression that was not lowered: its value is unknown, it depends on the operands in
    /// `operands[extra]` (a `CallID` whose arguments they are).
    case unknown
    /// A statement that was not lowered; `extra`: the reason, a `StringID`.
    case hole
}

public enum UnaryOperator: UInt8, Hashable, Sendable, CaseIterable {
    case negate, complement, logicalNot
}

public enum BinaryOperator: UInt8, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide, remainder, shiftLeft, shiftRight, and, or, xor
    /// GNU `<?`, `>?`, vector and builtin minima.
    case minimum, maximum
}

public enum Comparison: UInt8, Hashable, Sendable, CaseIterable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

public enum CastKind: UInt8, Hashable, Sendable, CaseIterable {
    /// Between integers, `bool` and enumerations: truncated, or extended by the sign of the source.
    case integer
    /// To `bool`: not equal to zero.
    case boolean
    case integerToFloating
    case floatingToInteger
    case floating
    case pointerToInteger
    case integerToPointer
    /// Between pointers and references; the address stays.
    case pointer
    /// To a base class: `extra` is the byte offset, added unless the pointer is null.
    case derivedToBase
    /// To a derived class: `extra` is the byte offset, subtracted unless the pointer is null.
    case baseToDerived
    /// To a virtual base: the dynamic type decides.
    case toVirtualBase
    case dynamic
    /// The bits as another type of the same size.
    case bits
    case memberPointer
    case unknown
}

public enum MemoryOrder: UInt8, Hashable, Sendable, CaseIterable {
    case relaxed, consume, acquire, release, acquireRelease, sequentiallyConsistent
    /// Not an atomic access.
    case none
}

public enum AtomicOperation: UInt32, Hashable, Sendable, CaseIterable {
    case exchange, add, subtract, and, or, xor, nand, minimum, maximum
}

/// One step of a function. 36 bytes, no references.
@frozen
public struct Instruction: Hashable, Sendable {
    public struct Flags: OptionSet, Hashable, Sendable {
        public var rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let isVolatile = Flags(rawValue: 1 << 0)
        /// Nothing in the source stands for it: a destructor at a scope's end, a conversion.
        public static let isImplicit = Flags(rawValue: 1 << 1)
        /// An initialisation, not an assignment.
        public static let isInitialization = Flags(rawValue: 1 << 2)
        /// Signed arithmetic whose overflow is undefined.
        public static let cannotOverflow = Flags(rawValue: 1 << 3)
        /// The value of the new contents, not the old (`atomicUpdate`).
        public static let givesNew = Flags(rawValue: 1 << 4)
        /// A load that only reads to write again: `x += 1`, `++x`.
        public static let isUpdate = Flags(rawValue: 1 << 5)
        /// A cast that is written in the source.
        public static let isExplicit = Flags(rawValue: 1 << 6)
        /// A weak compare-exchange.
        public static let isWeak = Flags(rawValue: 1 << 7)
    }

    public var opcode: Opcode
    public var detail: UInt8
    public var flags: Flags
    /// The type of the value, or void.
    public var type: TypeID
    public var a: Operand
    public var b: Operand
    public var place: OptionalID<PlaceTag>
    public var extra: UInt32
    public var range: RangeID
    public var statement: StatementID

    @inlinable
    public init(
        _ opcode: Opcode, detail: UInt8 = 0, flags: Flags = [], type: TypeID, a: Operand = .none,
        b: Operand = .none, place: OptionalID<PlaceTag> = .none, extra: UInt32 = 0,
        range: RangeID, statement: StatementID
    ) {
        self.opcode = opcode
        self.detail = detail
        self.flags = flags
        self.type = type
        self.a = a
        self.b = b
        self.place = place
        self.extra = extra
        self.range = range
        self.statement = statement
    }
}

/// Whom a call calls.
@frozen
public enum Callee: Hashable, Sendable {
    case direct(SymbolID)
    /// Through a pointer to a function (or to a member function).
    case indirect(Operand)
    /// By the dynamic type of the first argument.
    case virtual(SymbolID)
}

/// A call: the object's address comes first where the callee takes `this`. Arguments that are
/// aggregates are places; the callee gets a copy. References are passed as addresses.
public struct Call: Hashable, Sendable {
    public struct Flags: OptionSet, Hashable, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Constructs the object at the first argument.
        public static let isConstruction = Flags(rawValue: 1 << 0)
        public static let isDestruction = Flags(rawValue: 1 << 1)
        /// `operator new` or `delete` of a new- or delete-expression.
        public static let isAllocation = Flags(rawValue: 1 << 2)
        public static let isDeallocation = Flags(rawValue: 1 << 3)
        /// Written as an operator: `a + b`.
        public static let isOperator = Flags(rawValue: 1 << 4)
    }

    public var callee: Callee
    public var flags: Flags
    /// In the function's `operands`.
    public var arguments: Slice32
    /// Where an aggregate result goes.
    public var result: OptionalID<PlaceTag>
    /// The function type called.
    public var type: TypeID

    public init(
        callee: Callee, flags: Flags = [], arguments: Slice32, result: OptionalID<PlaceTag>,
        type: TypeID
    ) {
        self.callee = callee
        self.flags = flags
        self.arguments = arguments
        self.result = result
        self.type = type
    }
}

/// An inline assembly block.
public struct Assembly: Hashable, Sendable {
    public var template: StringID
    /// Places written (and read, where the constraint says `+`); unknown constraints: both.
    public var outputs: [PlaceID]
    public var inputs: [Operand]
    /// Constraints of outputs then inputs, where libclang tells them.
    public var constraints: [StringID]
    public var clobbersMemory: Bool
    /// The labels of `asm goto`.
    public var targets: [BlockID]

    public init(
        template: StringID, outputs: [PlaceID], inputs: [Operand], constraints: [StringID],
        clobbersMemory: Bool, targets: [BlockID] = []
    ) {
        self.template = template
        self.outputs = outputs
        self.inputs = inputs
        self.constraints = constraints
        self.clobbersMemory = clobbersMemory
        self.targets = targets
    }
}
