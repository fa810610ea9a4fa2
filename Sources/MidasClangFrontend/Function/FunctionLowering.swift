import CLibClang
import MidasBase
import MidasIR

/// Lowers one body, or one initialiser of a variable with static storage.
///
/// Expressions are lowered on demand: who needs a value asks `value`, who needs an object asks
/// `place`, who has an object to fill asks `initialize`, who branches asks `branch`. libclang shows
/// conversions but not their kinds; what is asked for and the types on both sides tell them.
final class FunctionLowering {
    let unit: UnitLowering
    let symbol: SymbolID
    let definition: CXCursor
    var builder: FunctionBuilder

    /// What is to be done when control leaves the scopes that are open here, innermost last.
    var cleanups: [Cleanup] = []
    var nextCleanup: UInt32 = 0
    var jumpTargets: [JumpTargets] = []
    var switches: [SwitchInProgress] = []
    var labels: [UInt: Label] = [:]
    var pendingGotos: [PendingGoto] = []
    var pendingIndirectJumps: [PendingIndirectJump] = []
    var addressedLabels: [BlockID] = []

    /// Sizes in bytes of variable-length array types, by the canonical type.
    var variableSizes: [UInt: LocalID] = [:]
    /// `this`, in a method.
    var this: LocalID?
    var thisRecord: RecordID?
    /// The object that `this` stands for in the initialiser of a member of an aggregate.
    var thisPlace: PlaceID?
    /// The member of a closure that holds `this`.
    var lambdaThisField: UInt32?
    /// The class, for a special member that the parser shows no body of.
    var implicitMember: RecordID?
    /// Structured bindings.
    var bindings: [UInt: PlaceID] = [:]
    var bindingObject: PlaceID?
    /// Temporaries that live as long as the references bound to them.
    var extended: [PlaceID] = []
    /// Whether the array behind a braced list lives as long as the list.
    var isListExtended = false
    /// Flags of what is made conditionally, cleared when the function starts.
    var conditionFlags: [LocalID] = []
    /// What a lambda's body sees instead of the variables around it.
    var captures: [UInt: Capture] = [:]
    /// Whether what is lowered is the initialiser of a variable with static storage.
    var isStaticInitializer = false
    /// How many conditionally evaluated operands are open.
    var conditionalDepth = 0
    /// State for exceptions, in C++.
    var exceptions = ExceptionState()

    private var rangeKeys: [UInt64] = Array(repeating: .max, count: 64)
    private var rangeIDs: [RangeID] = Array(repeating: RangeID(UInt32(0)), count: 64)

    init(_ unit: UnitLowering, symbol: SymbolID, definition: CXCursor) {
        self.unit = unit
        self.symbol = symbol
        self.definition = definition
        builder = FunctionBuilder(
            symbol: symbol, resultType: unit.void, range: unit.sourceRange(of: definition))
    }

    var types: TypeView { TypeView(unit) }
    var cursors: CursorStack { unit.cursors }

    // MARK: Where instructions come from

    /// What is emitted from here on comes from `cursor`. Code without a place in the source keeps
    /// the place of what caused it.
    func here(_ cursor: CXCursor) {
        let extent = cx_getCursorExtent(cursor)
        guard extent.begin_int_data != 0 else { return }
        let key = UInt64(extent.begin_int_data) << 32 | UInt64(extent.end_int_data)
        let slot = Int(truncatingIfNeeded: (key ^ (key >> 29)) & 63)
        if rangeKeys[slot] != key {
            rangeIDs[slot] = builder.intern(unit.sourceRange(extent))
            rangeKeys[slot] = key
        }
        builder.range = rangeIDs[slot]
    }

    /// Lowers `body` as a statement of its own inside the current one.
    func statement<R>(_ kind: Statement.Kind, at cursor: CXCursor, _ body: () -> R) -> R {
        here(cursor)
        let outer = builder.statement
        builder.statement = builder.function.statements.append(
            Statement(kind: kind, parent: outer, range: builder.range))
        defer { builder.statement = outer }
        return body()
    }

    // MARK: Small makers

    func makeLocal(
        _ kind: Local.Kind, type: TypeID, name: StringID = StringTable.empty,
        spelling: StringID = StringTable.empty, position: SourcePosition = .none,
        isVolatile: Bool = false
    ) -> LocalID {
        builder.function.locals.append(
            Local(
                kind: kind, name: name, type: type, typeSpelling: spelling, position: position,
                isVolatile: isVolatile))
    }

    /// The place of a new temporary.
    func temporary(_ type: TypeID) -> PlaceID {
        place(of: makeLocal(.temporary, type: type))
    }

    func place(of local: LocalID) -> PlaceID {
        let type = builder.function.locals[local].type
        return builder.place(.local(local), rootType: type, type: type)
    }

    /// What the pointer `pointer` points to, as an object of `type`.
    func pointee(_ pointer: Operand, _ type: TypeID) -> PlaceID {
        builder.place(.pointer(pointer), rootType: type, type: type)
    }

    func type(of place: PlaceID) -> TypeID { builder.function.places[place].type }

    func integer(_ value: UInt64, _ type: TypeID) -> Operand {
        builder.constant(.integer(value, type))
    }

    func integer(_ value: Int, _ type: TypeID) -> Operand {
        builder.constant(.integer(UInt64(bitPattern: Int64(value)), type))
    }

    func load(_ place: PlaceID, flags: Instruction.Flags = []) -> Operand {
        let type = type(of: place)
        if case .atomic(let inner) = types[type] {
            return builder.emit(
                .atomicLoad, detail: MemoryOrder.sequentiallyConsistent.rawValue, flags: flags,
                type: inner, place: place)
        }
        return builder.emit(.load, flags: flags, type: type, place: place)
    }

    func store(_ value: Operand, to place: PlaceID, flags: Instruction.Flags = []) {
        let type = type(of: place)
        if let source = value.place {
            copy(source, to: place, flags: flags)
        } else if case .atomic = types[type], !flags.contains(.isInitialization) {
            builder.emit(
                .atomicStore, detail: MemoryOrder.sequentiallyConsistent.rawValue, flags: flags,
                type: unit.void, a: value, place: place)
        } else {
            builder.emit(.store, flags: flags, type: unit.void, a: value, place: place)
        }
    }

    func copy(_ source: PlaceID, to place: PlaceID, flags: Instruction.Flags = []) {
        guard source != place else { return }
        builder.emit(.copy, flags: flags, type: unit.void, place: place, extra: source.raw)
    }

    /// The address of a place, as a pointer of type `type`.
    func address(of place: PlaceID, type: TypeID? = nil) -> Operand {
        let known = builder.function.places[place]
        let pointer = type ?? unit.pointer(to: known.type)
        if case .pointer(let operand) = known.root, known.projections.count == 0 {
            return retyped(operand, as: pointer)
        }
        return builder.emit(.addressOf, type: pointer, place: place)
    }

    /// The type of a value.
    func type(of operand: Operand) -> TypeID {
        if let value = operand.value { return builder.function.instructions[value].type }
        if let place = operand.place { return type(of: place) }
        guard let id = operand.constant else { return unit.void }
        switch builder.function.constants[id] {
        case .integer(_, let type), .floating(_, let type), .null(let type), .undefined(let type),
            .memberOffset(_, let type), .memberFunction(_, let type):
            return type
        case .string(_, let type, _):
            return unit.pointer(to: types.element(type) ?? unit.char)
        case .function(let symbol): return unit.pointer(to: unit.unit.symbols[symbol].type)
        case .global(let symbol): return unit.pointer(to: unit.unit.symbols[symbol].type)
        case .label: return unit.voidPointer
        }
    }

    // MARK: What is not lowered

    /// An expression that is not lowered: its value may be anything that its operands lead to.
    func unknown(_ cursor: CXCursor, operands: [Operand] = []) -> Operand {
        unit.countExpression(cursor.kind, isUnknown: true)
        here(cursor)
        let details = unit.details(of: cursor)
        let call = builder.function.calls.append(
            Call(
                callee: .indirect(.none), arguments: builder.operandList(operands), result: .none,
                type: unit.void))
        let target = types.isAggregate(details.id) ? temporary(details.id) : nil
        let value = builder.emit(
            .unknown, type: target == nil ? details.id : unit.void, place: target,
            extra: call.raw)
        return target.map { .place($0) } ?? value
    }

    func addHole(_ reason: StaticString, at cursor: CXCursor) {
        here(cursor)
        let reason = unit.unit.strings.intern(reason)
        builder.function.holes.append(Hole(reason: reason, range: builder.range))
        builder.emit(.hole, type: unit.void, extra: reason.raw)
    }
}
