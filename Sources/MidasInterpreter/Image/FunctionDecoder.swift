import MidasBase
import MidasIR

/// Turns a function into its dense form.
struct FunctionDecoder {
    let image: Image
    let function: Function
    private(set) var operations: [Operation] = []
    var details = FunctionDetails()
    private var constants: [UInt64] = []
    private var registerCount: Int32 = 0
    private var valueRegisters: [Int32]
    private var constantRegisters: [Int32]
    private var localOffsets: [Int32] = []
    private var frameSize: Int32 = 0
    private var objectIndex: [LocalID: Int32] = [:]
    private var objects: [LocalID] = []
    private var resultRegister: Int32 = -1
    private var origin = RangeID(UInt32(0))

    var types: TypeTable { image.unit.types }

    init(_ image: Image, _ function: Function) {
        self.image = image
        self.function = function
        valueRegisters = Array(repeating: -1, count: function.instructions.count)
        constantRegisters = Array(repeating: -1, count: function.constants.count)
    }

    // MARK: The whole function

    mutating func decode(_ id: FunctionID) -> FunctionCode {
        layOutLocals()
        details.localOffsets = localOffsets
        layOutRegisters()
        for block in function.blocks.ids { decodeBlock(block) }
        patchTargets()
        let code = FunctionCode(
            function: id, operations: image.keep(operations), constants: image.keep(constants),
            constantCount: constants.count, registerCount: Int(registerCount),
            frameSize: Int(frameSize), parameters: image.keep(parameters()),
            parameterCount: Int(function.parameterCount),
            objects: image.keep(objects.map(frameSlot)), objectCount: objects.count,
            resultRegister: resultRegister, isVariadic: isVariadic, isDecoded: true)
        return code
    }

    private var isVariadic: Bool {
        let type = image.unit.symbols[function.symbol].type
        guard case .function(let id) = types[type] else { return false }
        return types.functionTypes[id].isVariadic || types.functionTypes[id].hasNoPrototype
    }

    func frameSlot(_ local: LocalID) -> FunctionCode.Slot {
        let type = function.locals[local].type
        let kind = types.kind(type)
        return FunctionCode.Slot(
            offset: localOffsets[local.index], size: UInt32(types.bytes(type)),
            kind: kind ?? .i64, isAggregate: kind == nil)
    }

    private func parameters() -> [FunctionCode.Slot] {
        (0..<function.parameterCount).map { frameSlot(LocalID($0)) }
    }

    private mutating func layOutLocals() {
        for local in function.locals.elements {
            let alignment = Int32(clamping: max(1, min(64, types.alignment(local.type))))
            frameSize = (frameSize + alignment - 1) / alignment * alignment
            localOffsets.append(frameSize)
            let size = Int32(clamping: types.bytes(local.type))
            frameSize =
                frameSize.addingReportingOverflow(size).overflow ? frameSize : frameSize + size
        }
        frameSize = (frameSize + 15) & ~15
    }

    private mutating func layOutRegisters() {
        for id in function.constants.ids {
            let (low, high) = image.bits(of: function.constants[id], in: function.symbol)
            constantRegisters[id.index] = Int32(constants.count)
            constants.append(low)
            constants.append(high)
        }
        registerCount = Int32(constants.count)
        if types.isAggregate(function.resultType) {
            resultRegister = newRegister()
        }
        for id in function.instructions.ids {
            valueRegisters[id.index] = registerCount
            let isWide = types.kind(function.instructions[id].type) == .wide
            registerCount += isWide ? 2 : 1
        }
    }

    mutating func newRegister() -> Int32 {
        defer { registerCount += 1 }
        return registerCount
    }

    /// A register that always holds this value.
    mutating func constantRegister(_ value: UInt64) -> Int32 {
        let register = newRegister()
        emit(Operation(.immediate, dst: register, imm: Int(bitPattern: UInt(value))))
        return register
    }

    // MARK: Emitting

    mutating func emit(_ operation: Operation) {
        operations.append(operation)
        details.origins.append(origin)
    }

    func register(_ instruction: InstructionID) -> Int32 { valueRegisters[instruction.index] }

    /// The register of a scalar operand; for an aggregate, of its address.
    mutating func register(_ operand: Operand) -> Int32 {
        switch operand.kind {
        case .none: return -1
        case .value: return valueRegisters[Int(operand.payload)]
        case .constant: return constantRegisters[Int(operand.payload)]
        case .place: return addressRegister(PlaceID(operand.payload))
        }
    }

    func type(of operand: Operand) -> TypeID {
        switch operand.kind {
        case .none: return function.resultType
        case .value: return function.instructions[InstructionID(operand.payload)].type
        case .place: return function.places[PlaceID(operand.payload)].type
        case .constant:
            switch function.constants[ConstantID(operand.payload)] {
            case .integer(_, let type), .floating(_, let type), .null(let type),
                .memberOffset(_, let type), .memberFunction(_, let type), .undefined(let type):
                return type
            case .string, .function, .global, .label: return image.anyPointer
            }
        }
    }

    // MARK: Places

    /// Where a place is, as far as it is known before the function runs.
    enum Access {
        case frame(LocalID, offset: Int)
        case global(SymbolID, offset: Int)
        case pointer(Int32, offset: Int)
    }

    struct Resolved {
        var access: Access
        /// The bits of a bit-field, from the address.
        var bitOffset: Int = 0
        var bitWidth: UInt32?
    }

    mutating func resolve(_ id: PlaceID) -> Resolved {
        let place = function.places[id]
        var resolved = Resolved(access: root(of: place))
        var type = place.rootType
        for step in function.projections(of: id) {
            switch step {
            case .field(let record, let position):
                let field = types.records[record].fields[Int(position)]
                type = field.type
                resolved.bitWidth = field.bitWidth
                if field.bitWidth != nil {
                    resolved.bitOffset = Int(field.bitOffset)
                } else {
                    move(&resolved.access, by: Int(field.bitOffset / 8))
                }
            case .base(let record, let position):
                let base = types.records[record].bases[Int(position)]
                if base.isVirtual, case .pointer(let register, let offset) = resolved.access {
                    resolved.access = virtualBase(register, offset, record, base.record)
                } else {
                    move(&resolved.access, by: Int(base.offset))
                }
                type = types.find(.record(base.record)) ?? type
            case .index(let index):
                let element = types.element(type) ?? type
                add(index, scale: Int(types.bytes(element)), to: &resolved.access)
                type = element
            case .bytes(let offset, let inner):
                move(&resolved.access, by: Int(offset))
                type = inner
            }
        }
        return resolved
    }

    private mutating func root(of place: Place) -> Access {
        switch place.root {
        case .local(let local): return .frame(local, offset: 0)
        case .pointer(let pointer): return .pointer(register(pointer), offset: 0)
        case .result: return .pointer(max(0, resultRegister), offset: 0)
        case .global(let symbol):
            guard image.unit.symbols[symbol].flags.contains(.isThreadLocal) else {
                return .global(symbol, offset: 0)
            }
            let register = newRegister()
            var operation = blank(.addressOf)
            operation.dst = register
            operation.instruction.extra = symbol.raw
            emitComplex(operation)
            return .pointer(register, offset: 0)
        }
    }

    private func move(_ access: inout Access, by bytes: Int) {
        switch access {
        case .frame(let local, let offset): access = .frame(local, offset: offset + bytes)
        case .global(let symbol, let offset): access = .global(symbol, offset: offset + bytes)
        case .pointer(let register, let offset):
            access = .pointer(register, offset: offset + bytes)
        }
    }

    private mutating func add(_ index: Operand, scale: Int, to access: inout Access) {
        if let constant = index.constant,
            case .integer(let bits, _) = function.constants[constant]
        {
            let distance = Int(truncatingIfNeeded: Int64(bitPattern: bits)) &* scale
            return move(&access, by: distance)
        }
        let (base, offset) = pointer(access)
        let target = newRegister()
        let indexRegister = register(index)
        emit(Operation(.addScaled, dst: target, a: base, b: indexRegister, imm: scale))
        access = .pointer(target, offset: offset)
    }

    /// The address of a virtual base, by the dynamic type of the object.
    private mutating func virtualBase(
        _ register: Int32, _ offset: Int, _ record: RecordID, _ base: RecordID
    ) -> Access {
        let target = newRegister()
        var operation = blank(.cast)
        operation.instruction.detail = CastKind.toVirtualBase.rawValue
        operation.instruction.extra = base.raw
        operation.dst = target
        operation.a = addressRegister(register, offset)
        emitComplex(operation)
        return .pointer(target, offset: 0)
    }

    /// The same as a register with an address and an offset.
    mutating func pointer(_ access: Access) -> (Int32, Int) {
        switch access {
        case .pointer(let register, let offset): return (register, offset)
        case .global(let symbol, let offset):
            return (constantRegister(image.address(of: symbol)), offset)
        case .frame(let local, let offset):
            let target = newRegister()
            let index = object(of: local)
            emit(Operation(.frameAddress, dst: target, c: index, imm: offset))
            return (target, 0)
        }
    }

    private mutating func object(of local: LocalID) -> Int32 {
        if let known = objectIndex[local] { return known }
        defer { objects.append(local) }
        objectIndex[local] = Int32(objects.count)
        return Int32(objects.count)
    }

    private mutating func addressRegister(_ base: Int32, _ offset: Int) -> Int32 {
        guard offset != 0 else { return base }
        let target = newRegister()
        emit(Operation(.addImmediate, dst: target, a: base, imm: offset))
        return target
    }

    /// A register with the address of a place.
    mutating func addressRegister(_ place: PlaceID) -> Int32 {
        let resolved = resolve(place)
        let (base, offset) = pointer(resolved.access)
        return addressRegister(base, offset + resolved.bitOffset / 8)
    }

    // MARK: Loads and stores

    mutating func load(_ place: PlaceID, _ kind: Kind, to target: Int32) {
        let resolved = resolve(place)
        if let width = resolved.bitWidth {
            let (base, offset) = pointer(resolved.access)
            return emit(
                Operation(
                    .loadBits, kind, dst: target, a: base,
                    b: types.isSigned(function.places[place].type) ? 1 : 0, c: Int32(width),
                    imm: offset * 8 + resolved.bitOffset))
        }
        switch resolved.access {
        case .frame(let local, let offset) where isInside(local, offset, kind):
            emit(
                Operation(
                    .loadFrame, kind, dst: target,
                    imm: Int(localOffsets[local.index]) + offset))
        case .global(let symbol, let offset) where isInside(symbol, offset, kind):
            let (bytes, shadow) = image.storage(of: symbol)
            emit(
                Operation(
                    .loadGlobal, kind, dst: target, c: Int32(clamping: shadow),
                    imm: Int(bitPattern: bytes) + offset))
        case let access:
            let (base, offset) = pointer(access)
            emit(Operation(.loadPointer, kind, dst: target, a: base, imm: offset))
        }
    }

    mutating func store(_ value: Int32, _ kind: Kind, to place: PlaceID) {
        let resolved = resolve(place)
        if let width = resolved.bitWidth {
            let (base, offset) = pointer(resolved.access)
            return emit(
                Operation(
                    .storeBits, kind, a: base, b: value, c: Int32(width),
                    imm: offset * 8 + resolved.bitOffset))
        }
        switch resolved.access {
        case .frame(let local, let offset) where isInside(local, offset, kind):
            emit(
                Operation(
                    .storeFrame, kind, b: value, imm: Int(localOffsets[local.index]) + offset))
        case .global(let symbol, let offset) where isInside(symbol, offset, kind):
            let (bytes, shadow) = image.storage(of: symbol)
            emit(
                Operation(
                    .storeGlobal, kind, b: value, c: Int32(clamping: shadow),
                    imm: Int(bitPattern: bytes) + offset))
        case let access:
            let (base, offset) = pointer(access)
            emit(Operation(.storePointer, kind, a: base, b: value, imm: offset))
        }
    }

    private func isInside(_ local: LocalID, _ offset: Int, _ kind: Kind) -> Bool {
        let size = Int(clamping: types.bytes(function.locals[local].type))
        return offset >= 0 && offset + kind.size <= size
    }

    private func isInside(_ symbol: SymbolID, _ offset: Int, _ kind: Kind) -> Bool {
        offset >= 0 && offset + kind.size <= image.writableSize(of: symbol)
    }

    // MARK: Blocks

    private mutating func decodeBlock(_ id: BlockID) {
        details.blockStarts.append(Int32(operations.count))
        let block = function.blocks[id]
        let unwind = block.unwind.id.map { Int($0.raw) } ?? -1
        for raw in block.instructions {
            let instruction = function.instructions.elements[raw]
            origin = instruction.range
            decode(instruction, InstructionID(raw), unwind: unwind)
        }
        origin = block.terminatorRange
        decodeTerminator(block.terminator, unwind: unwind)
    }

    private mutating func decodeTerminator(_ terminator: Terminator, unwind: Int) {
        switch terminator {
        case .jump(let target): emit(Operation(.jump, c: Int32(target.raw)))
        case .branch(let condition, let first, let second):
            let register = scalarRegister(condition)
            emit(Operation(.branch, a: register, c: Int32(first.raw), imm: Int(second.raw)))
        case .switch(let value, let cases, let otherwise):
            let isSigned = types.isSigned(type(of: value))
            details.tables.append(
                JumpTable(
                    cases: function.switchCases[cases.range].map {
                        ($0.low, $0.high, Int32($0.target.raw))
                    }, otherwise: Int32(otherwise.raw), isSigned: isSigned))
            let register = register(value)
            emit(Operation(.tableJump, a: register, c: Int32(details.tables.count - 1)))
        case .indirectJump(let value, _):
            let register = register(value)
            emit(Operation(.indirectJump, a: register))
        case .return(let value):
            let isWide = types.kind(function.resultType) == .wide
            let register = register(value)
            emit(Operation(.return, isWide ? .wide : .i64, a: register))
        case .throw(let value), .resume(let value):
            var operation = blank(.landingPad)
            operation.a = register(value)
            if case .throw = terminator { operation.instruction.extra = 1 }
            emitComplex(operation, unwind: unwind)
        case .unreachable: emit(Operation(.unreachable))
        }
    }

    /// A register that is zero exactly where the operand is: also for what takes two.
    private mutating func scalarRegister(_ operand: Operand) -> Int32 {
        let register = register(operand)
        let kind = types.kind(type(of: operand))
        guard kind == .wide || kind == .f32 || kind == .f64 else { return register }
        let target = newRegister()
        var operation = blank(.cast)
        operation.instruction.detail = CastKind.boolean.rawValue
        operation.dst = target
        operation.a = register
        operation.operandType = type(of: operand)
        emitComplex(operation)
        return target
    }

    // MARK: Complex operations

    func blank(_ opcode: Opcode) -> ComplexOperation {
        let type = function.resultType
        return ComplexOperation(
            instruction: Instruction(
                opcode, type: type, range: origin, statement: StatementID(UInt32(0))),
            operandType: type, placeType: type)
    }

    mutating func emitComplex(_ operation: ComplexOperation, unwind: Int = -1) {
        details.complex.append(operation)
        emit(Operation(.complex, c: Int32(details.complex.count - 1), imm: unwind))
    }

    mutating func emitTrap(_ reason: Trap.Reason) {
        var operation = blank(.hole)
        operation.trap = reason
        emitComplex(operation)
    }

    // MARK: Targets

    /// Blocks to operations.
    private mutating func patchTargets() {
        let starts = details.blockStarts
        for index in operations.indices {
            let operation = operations[index]
            switch operation.code {
            case .jump: operations[index].c = starts[Int(operation.c)]
            case .branch:
                operations[index].c = starts[Int(operation.c)]
                operations[index].imm = Int(starts[operation.imm])
            case .call, .callVirtual, .callIndirect, .callExternal:
                if operation.c >= 0 { operations[index].c = starts[Int(operation.c)] }
            case .complex:
                if operation.imm >= 0 { operations[index].imm = Int(starts[operation.imm]) }
            default: break
            }
        }
        for index in details.tables.indices {
            details.tables[index].otherwise = starts[Int(details.tables[index].otherwise)]
            for position in details.tables[index].cases.indices {
                let block = Int(details.tables[index].cases[position].target)
                details.tables[index].cases[position].target = starts[block]
            }
        }
    }
}
