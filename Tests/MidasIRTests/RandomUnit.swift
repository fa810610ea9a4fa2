import MidasBase
import MidasIR

/// Units whose ids all name something and which are otherwise arbitrary: for the two encodings,
/// which must not care for more.
struct RandomUnit {
    private var state: UInt64
    private var unit = Unit(path: "dir/a b\"c.c", language: .cxx)

    private init(seed: UInt64) { state = seed }

    static func make(seed: UInt64) -> Unit {
        var random = RandomUnit(seed: seed)
        random.fillTables()
        for _ in 0..<3 { random.addFunction() }
        random.finish()
        return random.unit
    }

    // MARK: Numbers

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return StableHash.mix(state)
    }

    private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    private mutating func chance() -> Bool { next() & 1 == 0 }

    private mutating func number() -> UInt64 {
        switch below(4) {
        case 0: 0
        case 1: UInt64.max
        case 2: next()
        default: next() & 0xFF
        }
    }

    private mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: number()) }
    private mutating func id<Tag>(_ count: Int) -> ID<Tag> { ID(below(count)) }

    private mutating func one<T: CaseIterable>(_: T.Type) -> T {
        Array(T.allCases)[below(T.allCases.count)]
    }

    private mutating func some<T>(_ most: Int, _ make: (inout Self) -> T) -> [T] {
        var all: [T] = []
        for _ in 0..<below(most + 1) { all.append(make(&self)) }
        return all
    }

    private mutating func slice(_ count: Int) -> Slice32 {
        let start = below(count + 1)
        return Slice32(start: UInt32(start), count: UInt32(below(count - start + 1)))
    }

    // MARK: Tables

    private mutating func string() -> StringID { id(unit.strings.count) }
    private mutating func type() -> TypeID { id(unit.types.entries.count) }
    private mutating func record() -> RecordID { id(unit.types.records.count) }
    private mutating func symbol() -> SymbolID { id(20) }
    private mutating func function() -> FunctionID { id(3) }

    private mutating func position() -> SourcePosition {
        guard chance() else { return .none }
        return SourcePosition(
            file: id(unit.files.count), line: UInt32(below(5000)), column: UInt32(below(200)),
            offset: word())
    }

    private mutating func fillTables() {
        for text in ["main", "x'y", "a;b", "\n\t\\", "Größe", "std::map<int, int>"] {
            _ = unit.strings.intern(text)
        }
        _ = unit.strings.intern([0xFF, 0xC3, 0x28, 0] as [UInt8])
        for _ in 0..<30 {
            let bytes = some(12) { UInt8(truncatingIfNeeded: $0.next()) }
            _ = unit.strings.intern(bytes)
        }
        for _ in 0..<3 {
            unit.files.append(SourceFile(path: string(), isSystem: chance()))
        }
        _ = unit.types.intern(.void, size: TypeEntry.unknownSize, alignment: 1)
        for _ in 0..<5 {
            unit.types.records.append(
                Record(
                    name: string(), templateName: string(), usr: string(),
                    kind: one(Record.Kind.self)))
        }
        _ = unit.types.intern(
            FunctionType(result: type(), parameters: [], isVariadic: false, hasNoPrototype: true))
        for _ in 0..<40 {
            let node = node()
            _ = unit.types.intern(node, size: number(), alignment: word())
            let parameters = some(3) { $0.type() }
            _ = unit.types.intern(
                FunctionType(result: type(), parameters: parameters, isVariadic: chance()))
        }
        for id in unit.types.records.ids { fill(id) }
        for _ in 0..<20 { addSymbol() }
    }

    private mutating func node() -> TypeNode {
        switch below(15) {
        case 0: .bool
        case 1: .integer(bits: UInt16(below(129)), signed: chance())
        case 2: .enumeration(name: string(), underlying: type())
        case 3: .floating(one(FloatKind.self))
        case 4: .complex(one(FloatKind.self))
        case 5: .pointer(type())
        case 6: .reference(type(), rvalue: chance())
        case 7: .memberPointer(record: record(), pointee: type())
        case 8: .array(element: type(), count: number())
        case 9: .incompleteArray(element: type())
        case 10: .vector(element: type(), count: number())
        case 11: .record(record())
        case 12: .function(id(unit.types.functionTypes.count))
        case 13: .atomic(type())
        default: chance() ? .nullPointer : .opaque(name: string())
        }
    }

    private mutating func fill(_ id: RecordID) {
        var record = unit.types.records[id]
        record.isComplete = chance()
        record.isPolymorphic = chance()
        record.isLambda = chance()
        record.size = number()
        record.alignment = word()
        for _ in 0..<2 {
            record.fields.append(
                Field(
                    name: string(), type: type(), typeSpelling: string(), bitOffset: number(),
                    bitWidth: chance() ? word() : nil, position: position()))
            record.bases.append(
                Base(record: self.record(), offset: number(), isVirtual: chance()))
        }
        record.typeArguments = some(2) { $0.type() }
        if chance() { record.destructor = OptionalID(symbol()) }
        record.virtualMethods = some(2) {
            VirtualMethod(method: $0.symbol(), overridden: $0.some(2) { $0.symbol() })
        }
        record.position = position()
        unit.types.records[id] = record
    }

    private mutating func addSymbol() {
        var symbol = Symbol(
            kind: one(Symbol.Kind.self), linkage: one(Symbol.Linkage.self),
            flags: Symbol.Flags(rawValue: word()), name: string(), qualifiedName: string(),
            usr: string(), type: type(), typeSpelling: string())
        symbol.alias = string()
        symbol.attributes = some(2) { $0.string() }
        symbol.position = position()
        if chance() { symbol.record = OptionalID(record()) }
        if chance() { symbol.owner = OptionalID(self.symbol()) }
        if chance() { symbol.body = OptionalID(function()) }
        if chance() { symbol.initializer = OptionalID(function()) }
        unit.symbols.append(symbol)
    }

    private mutating func finish() {
        unit.lineCount = word()
        unit.diagnostics = some(3) {
            UnitDiagnostic(
                severity: $0.one(UnitDiagnostic.Severity.self), message: $0.string(),
                position: $0.position())
        }
        unit.coverage = some(3) {
            ExpressionCoverage(kind: $0.string(), total: $0.word(), unknown: $0.word())
        }
    }

    // MARK: Functions

    private static let sizes = (locals: 4, blocks: 4, instructions: 60, places: 6, calls: 3)

    private mutating func operand() -> Operand {
        switch below(4) {
        case 0: .none
        case 1: .value(id(Self.sizes.instructions))
        case 2: .constant(id(8))
        default: .place(id(Self.sizes.places))
        }
    }

    private mutating func block() -> BlockID { id(Self.sizes.blocks) }

    private mutating func addFunction() {
        var function = Function(symbol: symbol(), resultType: type())
        function.parameterCount = UInt32(below(4))
        for _ in 0..<Self.sizes.locals {
            function.locals.append(
                Local(
                    kind: one(Local.Kind.self), name: string(), type: type(),
                    typeSpelling: string(), position: position(), isVolatile: chance()))
        }
        for _ in 0..<8 { function.constants.append(constant()) }
        function.projections = some(5) { $0.projection() }
        for _ in 0..<Self.sizes.places { function.places.append(place(function)) }
        function.operands = some(20) { $0.operand() }
        for _ in 0..<Self.sizes.calls { function.calls.append(call(function)) }
        function.switchCases = some(3) {
            SwitchCase(low: $0.number(), high: $0.number(), target: $0.block())
        }
        function.jumpTargets = some(3) { $0.block() }
        function.assemblies.append(assembly())
        for _ in 0..<3 {
            function.ranges.append(
                SourceRange(
                    begin: position(), end: position(), spelling: position(), macro: string()))
            function.statements.append(
                Statement(kind: one(Statement.Kind.self), parent: id(3), range: id(3)))
        }
        function.holes = some(2) { Hole(reason: $0.string(), range: $0.id(3)) }
        function.range = id(3)
        for _ in 0..<Self.sizes.instructions { function.instructions.append(instruction()) }
        for index in 0..<UInt32(Self.sizes.blocks) {
            function.blocks.append(
                Block(
                    start: index * 15, end: index * 15 + 15, terminator: terminator(function),
                    terminatorRange: id(3), terminatorStatement: id(3),
                    unwind: chance() ? .none : OptionalID(block())))
        }
        unit.functions.append(function)
    }

    private mutating func constant() -> Constant {
        switch below(10) {
        case 0: .integer(number(), type())
        case 1: .floating(number(), type())
        case 2: .null(type())
        case 3: .string(string(), type: type(), macro: string())
        case 4: .function(symbol())
        case 5: .global(symbol())
        case 6: .label(block())
        case 7: .memberOffset(number(), type())
        case 8: .memberFunction(symbol(), type())
        default: .undefined(type())
        }
    }

    private mutating func projection() -> Projection {
        switch below(4) {
        case 0: .field(record(), UInt32(below(2)))
        case 1: .base(record(), UInt32(below(2)))
        case 2: .index(operand())
        default: .bytes(offset: word(), type: type())
        }
    }

    private mutating func place(_ function: Function) -> Place {
        let root: PlaceRoot =
            switch below(4) {
            case 0: .local(id(Self.sizes.locals))
            case 1: .global(symbol())
            case 2: .pointer(operand())
            default: .result
            }
        return Place(
            root: root, rootType: type(), projections: slice(function.projections.count),
            type: type())
    }

    private mutating func call(_ function: Function) -> Call {
        let callee: Callee =
            switch below(3) {
            case 0: .direct(symbol())
            case 1: .virtual(symbol())
            default: .indirect(operand())
            }
        return Call(
            callee: callee, flags: Call.Flags(rawValue: UInt8(truncatingIfNeeded: next())),
            arguments: slice(function.operands.count),
            result: chance() ? .none : OptionalID(id(Self.sizes.places)), type: type())
    }

    private mutating func assembly() -> Assembly {
        Assembly(
            template: string(), outputs: some(2) { $0.id(Self.sizes.places) },
            inputs: some(2) { $0.operand() }, constraints: some(3) { $0.string() },
            clobbersMemory: chance(), targets: some(2) { $0.block() })
    }

    private mutating func instruction() -> Instruction {
        let opcode = one(Opcode.self)
        var instruction = Instruction(
            opcode, detail: UInt8(truncatingIfNeeded: number()),
            flags: Instruction.Flags(rawValue: UInt16(truncatingIfNeeded: next())), type: type(),
            a: operand(), b: operand(),
            place: chance() ? .none : OptionalID(id(Self.sizes.places)), extra: word(),
            range: id(3), statement: id(3))
        switch opcode {
        case .copy, .compareExchange, .variadicArgumentInto, .variadicCopy:
            instruction.extra = UInt32(below(Self.sizes.places))
        case .call, .unknown: instruction.extra = UInt32(below(Self.sizes.calls))
        case .assembly: instruction.extra = 0
        case .initializeBytes, .hole: instruction.extra = string().raw
        case .atomicUpdate: instruction.extra = UInt32(below(AtomicOperation.allCases.count))
        default: break
        }
        return instruction
    }

    private mutating func terminator(_ function: Function) -> Terminator {
        switch below(8) {
        case 0: .jump(block())
        case 1: .branch(operand(), block(), block())
        case 2:
            .switch(
                operand(), cases: slice(function.switchCases.count), otherwise: block())
        case 3: .indirectJump(operand(), targets: slice(function.jumpTargets.count))
        case 4: .return(operand())
        case 5: .throw(operand())
        case 6: .resume(operand())
        default: .unreachable
        }
    }
}
