import MidasBase
import MidasIR

/// Instructions that the step loop leaves out: wide scalars, conversions with floating-point,
/// atomics, variable arguments, exceptions.
extension Interpreter {
    func perform(
        _ operation: ComplexOperation, _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>
    ) throws -> Stop? {
        if let trap = operation.trap { throw Trap(trap) }
        let registers = frame.pointee.registers
        let instruction = operation.instruction
        switch instruction.opcode {
        case .load, .atomicLoad:
            let value = try loadScalar(at(operation.place, registers), instruction.type)
            set(operation, value, registers)
        case .store, .atomicStore:
            let value = scalar(operation.a, operation.operandType, registers)
            try storeScalar(value, at(operation.place, registers), operation.placeType)
        case .unary, .binary, .compare:
            set(operation, try arithmetic(operation, registers), registers)
        case .cast: try cast(operation, registers)
        case .addressOf:
            let symbol = SymbolID(instruction.extra)
            registers[Int(operation.dst)] = try threadLocal(symbol, thread)
        case .initializeBytes: try initializeBytes(operation, registers)
        case .stackAllocate:
            registers[Int(operation.dst)] = try allocateOnStack(
                thread, registers[Int(operation.a)])
        case .atomicUpdate: try atomicUpdate(operation, registers)
        case .compareExchange: try compareExchange(operation, registers)
        case .variadicStart, .variadicArgument, .variadicArgumentInto, .variadicCopy:
            try variadic(operation, frame)
        case .guardAcquire:
            let address = at(operation.place, registers)
            registers[Int(operation.dst)] = guards[address] == true ? 0 : 1
        case .guardRelease: guards[at(operation.place, registers)] = true
        case .setDynamicType: try setDynamicType(operation, registers)
        case .landingPad, .catchMatches, .catchBegin, .catchEnd, .allocateException, .typeInfo:
            try exception(operation, thread, frame)
        case .assembly: try assembly(operation, registers, thread)
        case .copy, .zero, .pointerAdd, .pointerDifference, .call, .storageLive, .storageDead,
            .fence, .variadicEnd, .unknown, .hole:
            throw Trap(.unsupported("\(instruction.opcode)"))
        }
        return nil
    }

    // MARK: Operands

    func at(_ register: Int32, _ registers: UnsafeMutablePointer<UInt64>) -> UInt64 {
        register >= 0 ? registers[Int(register)] : 0
    }

    func scalar(
        _ register: Int32, _ type: TypeID, _ registers: UnsafeMutablePointer<UInt64>
    ) -> Scalar {
        guard register >= 0 else { return Scalar(0) }
        let isWide = unit.types.kind(type) == .wide
        return Scalar(registers[Int(register)], high: isWide ? registers[Int(register) + 1] : 0)
    }

    func set(
        _ operation: ComplexOperation, _ value: Scalar, _ registers: UnsafeMutablePointer<UInt64>
    ) {
        guard operation.dst >= 0 else { return }
        let kind = unit.types.kind(operation.instruction.type) ?? .i64
        registers[Int(operation.dst)] = kind.extended(value.low)
        if kind == .wide { registers[Int(operation.dst) + 1] = value.high }
    }

    func loadScalar(_ address: UInt64, _ type: TypeID) throws -> Scalar {
        guard let kind = unit.types.kind(type) else { throw unsupported(type) }
        if kind == .wide {
            return Scalar(try load(address), high: try load(address + 8))
        }
        return Scalar(kind.extended(try load(address, kind.size)))
    }

    func storeScalar(_ value: Scalar, _ address: UInt64, _ type: TypeID) throws {
        guard let kind = unit.types.kind(type) else { throw unsupported(type) }
        if kind == .wide {
            try store(value.low, at: address)
            return try store(value.high, at: address + 8)
        }
        try store(value.low, at: address, kind.size)
    }

    func unsupported(_ type: TypeID) -> Trap {
        Trap(.unsupported("values of type \(UnitPrinter.describe(type, in: unit))"))
    }

    // MARK: Memory

    private func threadLocal(_ symbol: SymbolID, _ thread: Thread) throws -> UInt64 {
        if let known = thread.locals[symbol] { return known }
        let address = try allocate(unit.types.bytes(unit.symbols[symbol].type), zeroed: true)
        thread.locals[symbol] = address
        if let body = unit.symbols[symbol].initializer.id {
            _ = try runNested(thread, image.codes + body.index, [])
        }
        return address
    }

    private func initializeBytes(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws {
        let size = Int(unit.types.bytes(operation.placeType))
        let text = StringID(operation.instruction.extra)
        let bytes = unit.strings.withBytes(text) { Array($0.prefix(size)) }
        try write(bytes, at: at(operation.place, registers))
    }

    // MARK: Atomics

    private func atomicUpdate(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws {
        let address = at(operation.place, registers)
        let instruction = operation.instruction
        let old = try loadScalar(address, instruction.type)
        let operand = scalar(operation.a, operation.operandType, registers)
        let isSigned = unit.types.isSigned(instruction.type)
        let new: UInt64
        switch AtomicOperation(rawValue: instruction.extra) {
        case .add: new = old.low &+ operand.low
        case .subtract: new = old.low &- operand.low
        case .and: new = old.low & operand.low
        case .or: new = old.low | operand.low
        case .xor: new = old.low ^ operand.low
        case .nand: new = ~(old.low & operand.low)
        case .minimum, .maximum:
            let isLess = isSigned ? old.signed < operand.signed : old.low < operand.low
            let wantsLess = instruction.extra == AtomicOperation.minimum.rawValue
            new = isLess == wantsLess ? old.low : operand.low
        case .exchange, nil: new = operand.low
        }
        let kind = unit.types.kind(instruction.type) ?? .i64
        let result = Scalar(kind.extended(new), high: operand.high)
        try storeScalar(result, address, instruction.type)
        set(operation, instruction.flags.contains(.givesNew) ? result : old, registers)
    }

    private func compareExchange(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws {
        let address = at(operation.place, registers)
        let expected = at(operation.other, registers)
        let size = Int(unit.types.bytes(operation.placeType))
        let isEqual = try read(address, size) == read(expected, size)
        if isEqual {
            let value = scalar(operation.a, operation.operandType, registers)
            try storeScalar(value, address, operation.placeType)
        } else {
            try copy(to: expected, from: address, size)
        }
        set(operation, Scalar(isEqual ? 1 : 0), registers)
    }

    // MARK: Variable arguments

    /// A list's first word is the address of the next argument.
    private func variadic(
        _ operation: ComplexOperation, _ frame: UnsafeMutablePointer<Frame>
    ) throws {
        let registers = frame.pointee.registers
        let list = at(operation.place, registers)
        switch operation.instruction.opcode {
        case .variadicStart: try store(frame.pointee.variadic, at: list)
        case .variadicCopy:
            try store(try load(at(operation.other, registers)), at: list)
        case .variadicArgumentInto:
            let size = unit.types.bytes(operation.instruction.type)
            let address = try load(list)
            try copy(to: at(operation.other, registers), from: address, Int(size))
            try store(address + (size + 7) & ~7, at: list)
        default: set(operation, try nextVariadic(list, operation.instruction.type), registers)
        }
    }

    /// The next argument of a list, a scalar: also for hosts.
    public func nextVariadic(_ list: UInt64, _ type: TypeID) throws -> Scalar {
        let isWide = unit.types.kind(type) == .wide
        var address = try load(list)
        if isWide { address = (address + 15) & ~15 }
        try store(address + (isWide ? 16 : 8), at: list)
        return try loadScalar(address, type)
    }

    // MARK: Dynamic types

    private func setDynamicType(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>
    ) throws {
        guard let record = unit.types.record(operation.placeType) else { return }
        let address = at(operation.place, registers)
        for offset in virtualTables.tableOffsets(record) {
            let table = virtualTables.table(of: record, offset: offset)
            try store(table, at: address + UInt64(offset))
        }
    }

    // MARK: Assembly

    /// Only blocks without a text: barriers for the compiler.
    private func assembly(
        _ operation: ComplexOperation, _ registers: UnsafeMutablePointer<UInt64>, _ thread: Thread
    ) throws {
        let frame = thread.frames[thread.depth - 1]
        let function = unit.functions[frame.code.pointee.function]
        let assembly = function.assemblies[AssemblyID(operation.instruction.extra)]
        let text = unit.strings[assembly.template]
        guard text.allSatisfy(\.isWhitespace) else {
            throw Trap(.unsupported("assembly '\(text)'"))
        }
    }
}
