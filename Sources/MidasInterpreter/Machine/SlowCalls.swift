import MidasBase
import MidasIR

/// Calls that are not plain calls of a known body, and the operations that the loop leaves out.
extension Interpreter {
    @inline(never)
    func performSlowly(
        _ operation: Operation, _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>
    ) throws -> Stop? {
        guard operation.code != .complex else {
            let id = frame.pointee.code.pointee.function
            let complex = image.details[id.index].complex[Int(operation.c)]
            return try perform(complex, thread, frame)
        }
        let site = UnsafePointer<CallSite>(bitPattern: operation.imm).unsafelyUnwrapped
        var symbol = site.pointee.symbol
        var receiver: UInt64?
        if operation.code == .callVirtual, let method = symbol {
            let object = frame.pointee.registers[Int(site.pointee.arguments[0].register)]
            (symbol, receiver) = try dispatch(method, object)
        } else if operation.code == .callIndirect {
            (symbol, receiver) = try target(of: site, frame)
        }
        guard let symbol else { throw Trap(.unsupported("a call of nothing")) }
        let definition = image.definition(of: symbol)
        if let code = image.code(of: definition) {
            try enterFrame(
                thread, code, site, target: operation.dst, frame, firstArgument: receiver)
            return nil
        }
        return try callHost(definition, site, operation, thread, frame)
    }

    private func dispatch(_ method: SymbolID, _ object: UInt64) throws -> (SymbolID, UInt64) {
        guard let table = image.memory.load(object, 8) else { throw Trap(.invalidAddress(object)) }
        guard let found = virtualTables.method(method, table: table) else {
            throw Trap(.invalidAddress(table))
        }
        return (found.function, object &+ UInt64(bitPattern: Int64(found.adjustment)))
    }

    private func target(
        of site: UnsafePointer<CallSite>, _ frame: UnsafeMutablePointer<Frame>
    ) throws -> (SymbolID, UInt64?) {
        let register = Int(site.pointee.calleeRegister)
        let pointer = frame.pointee.registers[register]
        guard let symbol = image.symbol(at: pointer), unit.symbols[symbol].kind == .function else {
            throw Trap(.invalidAddress(pointer))
        }
        guard site.pointee.isMember else { return (symbol, nil) }
        let adjustment = frame.pointee.registers[register + 1]
        let object =
            frame.pointee.registers[Int(site.pointee.arguments[0].register)] &+ adjustment
        if pointer & 1 == 1 { return try dispatch(symbol, object) }
        return (symbol, object)
    }

    // MARK: The host

    private func callHost(
        _ symbol: SymbolID, _ site: UnsafePointer<CallSite>, _ operation: Operation,
        _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>
    ) throws -> Stop? {
        let registers = frame.pointee.registers
        var call = ExternalCall(
            function: image.name(symbol), arguments: [], types: [],
            resultType: site.pointee.resultType, resultAddress: 0, thread: thread.id)
        if site.pointee.resultRegister >= 0 {
            call.resultAddress = registers[Int(site.pointee.resultRegister)]
        }
        for index in 0..<site.pointee.argumentCount {
            let argument = site.pointee.arguments[index]
            let register = Int(argument.register)
            let isWide = argument.kind == .wide && !argument.isAggregate
            call.arguments.append(
                Scalar(registers[register], high: isWide ? registers[register + 1] : 0))
            call.types.append(argument.type)
        }
        if let value = try intrinsic(call) {
            setResult(value, operation, site, frame)
            return nil
        }
        guard host.knows(call.function) else {
            throw Trap(.unknownFunction(unit.strings[unit.symbols[symbol].qualifiedName]))
        }
        return try apply(host.call(call, in: self), operation, site, thread, frame)
    }

    private func apply(
        _ result: ExternalResult, _ operation: Operation, _ site: UnsafePointer<CallSite>,
        _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>
    ) throws -> Stop? {
        switch result {
        case .void: return nil
        case .value(let value): setResult(value, operation, site, frame)
        case .wait:
            frame.pointee.next -= 1
            thread.state = .waiting
            return .waiting
        case .endThread(let value):
            finish(thread, value)
            return .ended
        case .exit(let code): return .exit(code)
        case .saveContext(let address):
            thread.contexts[address] = Thread.SavedContext(
                depth: thread.depth, serial: frame.pointee.serial, next: frame.pointee.next,
                target: operation.dst)
            setResult(Scalar(0), operation, site, frame)
        case .restoreContext(let address, let value):
            try restore(address, value, thread)
        }
        return nil
    }

    private func setResult(
        _ value: Scalar, _ operation: Operation, _ site: UnsafePointer<CallSite>,
        _ frame: UnsafeMutablePointer<Frame>
    ) {
        let kind = unit.types.kind(site.pointee.resultType) ?? .i64
        frame.pointee.registers[Int(operation.dst)] = kind.extended(value.low)
        if kind == .wide { frame.pointee.registers[Int(operation.dst) + 1] = value.high }
    }

    private func restore(_ address: UInt64, _ value: UInt64, _ thread: Thread) throws {
        guard let context = thread.contexts[address], context.depth <= thread.depth,
            thread.frames[context.depth - 1].serial == context.serial
        else { throw Trap(.unsupported("longjmp to a function that has returned")) }
        while thread.depth > context.depth {
            guard !thread.frames[thread.depth - 1].isRoot else {
                throw Trap(.unsupported("longjmp out of a callback"))
            }
            popFrame(thread)
        }
        let frame = thread.frames + (thread.depth - 1)
        frame.pointee.next = context.next
        frame.pointee.registers[Int(context.target)] = value
    }

    // MARK: Jumps

    func tableTarget(_ value: UInt64, _ table: Int, _ function: FunctionID) -> Int {
        let table = image.details[function.index].tables[table]
        for arm in table.cases {
            let isInside =
                table.isSigned
                ? Int64(bitPattern: value) >= Int64(bitPattern: arm.low)
                    && Int64(bitPattern: value) <= Int64(bitPattern: arm.high)
                : value >= arm.low && value <= arm.high
            if isInside { return Int(arm.target) }
        }
        return Int(table.otherwise)
    }

    func labelTarget(_ value: UInt64, _ function: FunctionID) throws -> Int {
        let starts = image.details[function.index].blockStarts
        guard value >= 1, value <= UInt64(starts.count) else { throw Trap(.invalidAddress(value)) }
        return Int(starts[Int(value) - 1])
    }

    // MARK: Bit-fields

    /// Loads or stores the bits of a field, bytes around them unchanged.
    func bits(_ operation: Operation, _ registers: UnsafeMutablePointer<UInt64>) throws {
        let width = Int(operation.c)
        let first = operation.imm >> 3
        let shift = operation.imm & 7
        let count = (shift + width + 7) >> 3
        let address = registers[Int(operation.a)] &+ UInt64(bitPattern: Int64(first))
        guard let (place, shadow) = image.memory.readable(address, count) else {
            throw Trap(.invalidAddress(address))
        }
        var value: UInt128 = 0
        for index in 0..<count {
            value |= UInt128((place + index).load(as: UInt8.self)) << UInt128(index * 8)
        }
        let mask = (UInt128(1) << UInt128(width)) - 1
        if operation.code == .loadBits {
            let field = UInt64(truncatingIfNeeded: value >> UInt128(shift) & mask)
            let isSigned = operation.b == 1
            registers[Int(operation.dst)] = operation.kind.extended(
                isSigned ? extendedField(field, width) : field)
            return
        }
        guard image.memory.writable(address, count) != nil else {
            throw Trap(.invalidAddress(address))
        }
        value &= ~(mask << UInt128(shift))
        value |= (UInt128(registers[Int(operation.b)]) & mask) << UInt128(shift)
        for index in 0..<count {
            (place + index).storeBytes(
                of: UInt8(truncatingIfNeeded: value >> UInt128(index * 8)), as: UInt8.self)
            (place + index + shadow).storeBytes(of: 0xFF, as: UInt8.self)
        }
    }

    private func extendedField(_ field: UInt64, _ width: Int) -> UInt64 {
        guard width < 64, width > 0 else { return field }
        let shift = Int64(64 - width)
        return UInt64(bitPattern: (Int64(bitPattern: field) << shift) >> shift)
    }
}
