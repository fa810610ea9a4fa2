import MidasIR

/// Why the step loop came back.
enum Stop: Equatable {
    /// The root frame returned.
    case returned
    case outOfSteps
    case waiting
    case ended
    case exit(Int32)
}

extension Interpreter {
    /// Runs a thread until its root frame returns, its steps are used up, or it waits.
    func step(_ thread: Thread, steps: Int) throws -> Stop {
        var left = steps
        defer { stepCount += steps - left }
        let memory = image.memory
        let stackShadow = Thread.byteCapacity
        var frame = thread.frames + (thread.depth - 1)
        var registers = frame.pointee.registers
        var bytes = frame.pointee.bytes
        var base = frame.pointee.code.pointee.operations
        var next = frame.pointee.next
        while left > 0 {
            left -= 1
            let operation = next.pointee
            next += 1
            let a = Int(operation.a)
            let b = Int(operation.b)
            let target = Int(operation.dst)
            switch operation.code {
            case .move: registers[target] = registers[a]
            case .immediate: registers[target] = UInt64(bitPattern: Int64(operation.imm))

            // MARK: Memory
            case .loadFrame:
                let place = bytes + operation.imm
                registers[target] = load(place, operation.kind)
                if !isWritten(place + stackShadow, operation.kind) {
                    noteIndeterminate(thread, next, operation.kind)
                }
            case .loadGlobal:
                let place = UnsafeMutableRawPointer(bitPattern: operation.imm).unsafelyUnwrapped
                registers[target] = load(place, operation.kind)
                if !isWritten(place + Int(operation.c), operation.kind) {
                    noteIndeterminate(thread, next, operation.kind)
                }
            case .loadPointer:
                let address = registers[a] &+ UInt64(bitPattern: Int64(operation.imm))
                guard let (place, shadow) = memory.readable(address, operation.kind.size) else {
                    frame.pointee.next = next
                    throw Trap(.invalidAddress(address))
                }
                registers[target] = load(place, operation.kind)
                if !isWritten(place + shadow, operation.kind) {
                    noteIndeterminate(thread, next, operation.kind)
                }
            case .storeFrame:
                let place = bytes + operation.imm
                store(registers[b], place, operation.kind)
                markWritten(place + stackShadow, operation.kind)
            case .storeGlobal:
                let place = UnsafeMutableRawPointer(bitPattern: operation.imm).unsafelyUnwrapped
                store(registers[b], place, operation.kind)
                markWritten(place + Int(operation.c), operation.kind)
            case .storePointer:
                let address = registers[a] &+ UInt64(bitPattern: Int64(operation.imm))
                guard let (place, shadow) = memory.writable(address, operation.kind.size) else {
                    frame.pointee.next = next
                    throw Trap(.invalidAddress(address))
                }
                store(registers[b], place, operation.kind)
                markWritten(place + shadow, operation.kind)
            case .loadBits, .storeBits:
                frame.pointee.next = next
                try bits(operation, registers)
            case .frameAddress:
                registers[target] =
                    UInt64(frame.pointee.firstObject &+ UInt32(bitPattern: operation.c)) << 32
                    &+ UInt64(bitPattern: Int64(operation.imm))
            case .addImmediate:
                registers[target] = registers[a] &+ UInt64(bitPattern: Int64(operation.imm))
            case .addScaled:
                registers[target] =
                    registers[a] &+ registers[b] &* UInt64(bitPattern: Int64(operation.imm))
            case .subtractScaled:
                let difference = Int64(bitPattern: registers[a] &- registers[b])
                registers[target] = UInt64(bitPattern: difference / Int64(operation.imm))
            case .copy:
                guard memory.copy(to: registers[a], from: registers[b], operation.imm) else {
                    frame.pointee.next = next
                    throw Trap(.invalidAddress(registers[a]))
                }
            case .zero:
                guard memory.set(registers[a], 0, operation.imm) else {
                    frame.pointee.next = next
                    throw Trap(.invalidAddress(registers[a]))
                }
            case .live:
                let place = bytes + operation.imm
                fill(place, memory.fill, Int(operation.c))
                fill(place + stackShadow, 0, Int(operation.c))

            // MARK: Integers
            case .add: registers[target] = extend(registers[a] &+ registers[b], operation.kind)
            case .subtract: registers[target] = extend(registers[a] &- registers[b], operation.kind)
            case .multiply: registers[target] = extend(registers[a] &* registers[b], operation.kind)
            case .and: registers[target] = registers[a] & registers[b]
            case .or: registers[target] = registers[a] | registers[b]
            case .xor: registers[target] = extend(registers[a] ^ registers[b], operation.kind)
            case .shiftLeft:
                let amount = registers[b] & UInt64(operation.kind.size * 8 - 1)
                registers[target] = extend(registers[a] &<< amount, operation.kind)
            case .shiftRightSigned:
                let amount = Int64(registers[b] & UInt64(operation.kind.size * 8 - 1))
                registers[target] = UInt64(bitPattern: Int64(bitPattern: registers[a]) &>> amount)
            case .shiftRightUnsigned:
                let amount = registers[b] & UInt64(operation.kind.size * 8 - 1)
                registers[target] = registers[a] &>> amount
            case .divideSigned, .divideUnsigned, .remainderSigned, .remainderUnsigned:
                guard registers[b] != 0 else {
                    frame.pointee.next = next
                    throw Trap(.divisionByZero)
                }
                registers[target] = extend(
                    divide(registers[a], registers[b], operation.code), operation.kind)
            case .negate: registers[target] = extend(0 &- registers[a], operation.kind)
            case .complement: registers[target] = extend(~registers[a], operation.kind)
            case .logicalNot: registers[target] = registers[a] == 0 ? 1 : 0
            case .extend: registers[target] = extend(registers[a], operation.kind)
            case .isNotZero: registers[target] = registers[a] != 0 ? 1 : 0
            case .equal: registers[target] = registers[a] == registers[b] ? 1 : 0
            case .notEqual: registers[target] = registers[a] != registers[b] ? 1 : 0
            case .lessSigned:
                registers[target] =
                    Int64(bitPattern: registers[a]) < Int64(bitPattern: registers[b]) ? 1 : 0
            case .lessOrEqualSigned:
                registers[target] =
                    Int64(bitPattern: registers[a]) <= Int64(bitPattern: registers[b]) ? 1 : 0
            case .lessUnsigned: registers[target] = registers[a] < registers[b] ? 1 : 0
            case .lessOrEqualUnsigned: registers[target] = registers[a] <= registers[b] ? 1 : 0

            // MARK: Floating-point
            case .addDouble:
                registers[target] = (double(registers[a]) + double(registers[b])).bitPattern
            case .subtractDouble:
                registers[target] = (double(registers[a]) - double(registers[b])).bitPattern
            case .multiplyDouble:
                registers[target] = (double(registers[a]) * double(registers[b])).bitPattern
            case .divideDouble:
                registers[target] = (double(registers[a]) / double(registers[b])).bitPattern
            case .equalDouble:
                registers[target] = double(registers[a]) == double(registers[b]) ? 1 : 0
            case .lessDouble:
                registers[target] = double(registers[a]) < double(registers[b]) ? 1 : 0
            case .lessOrEqualDouble:
                registers[target] = double(registers[a]) <= double(registers[b]) ? 1 : 0
            case .addFloat:
                registers[target] = UInt64((float(registers[a]) + float(registers[b])).bitPattern)
            case .subtractFloat:
                registers[target] = UInt64((float(registers[a]) - float(registers[b])).bitPattern)
            case .multiplyFloat:
                registers[target] = UInt64((float(registers[a]) * float(registers[b])).bitPattern)
            case .divideFloat:
                registers[target] = UInt64((float(registers[a]) / float(registers[b])).bitPattern)
            case .equalFloat:
                registers[target] = float(registers[a]) == float(registers[b]) ? 1 : 0
            case .lessFloat: registers[target] = float(registers[a]) < float(registers[b]) ? 1 : 0
            case .lessOrEqualFloat:
                registers[target] = float(registers[a]) <= float(registers[b]) ? 1 : 0

            // MARK: Control
            case .jump: next = base + Int(operation.c)
            case .branch:
                next = base + (registers[a] != 0 ? Int(operation.c) : operation.imm)
            case .tableJump:
                let function = frame.pointee.code.pointee.function
                next = base + tableTarget(registers[a], Int(operation.c), function)
            case .indirectJump:
                frame.pointee.next = next
                let function = frame.pointee.code.pointee.function
                next = base + (try labelTarget(registers[a], function))
            case .return:
                let low = a >= 0 ? registers[a] : 0
                let high = operation.kind == .wide ? registers[a + 1] : 0
                if leaveFrame(thread, low, high) { return .returned }
                frame -= 1
                registers = frame.pointee.registers
                bytes = frame.pointee.bytes
                base = frame.pointee.code.pointee.operations
                next = frame.pointee.next
            case .call:
                frame.pointee.next = next
                let site = UnsafePointer<CallSite>(bitPattern: operation.imm).unsafelyUnwrapped
                let callee = site.pointee.function.unsafelyUnwrapped
                try enterFrame(thread, callee, site, target: operation.dst, frame)
                frame += 1
                registers = frame.pointee.registers
                bytes = frame.pointee.bytes
                base = frame.pointee.code.pointee.operations
                next = frame.pointee.next
            case .callVirtual, .callIndirect, .callExternal, .complex:
                frame.pointee.next = next
                if let stop = try performSlowly(operation, thread, frame) { return stop }
                frame = thread.frames + (thread.depth - 1)
                registers = frame.pointee.registers
                bytes = frame.pointee.bytes
                base = frame.pointee.code.pointee.operations
                next = frame.pointee.next
            case .unreachable:
                frame.pointee.next = next
                throw Trap(.unreachable)
            }
        }
        frame.pointee.next = next
        return .outOfSteps
    }

    // MARK: Scalars in memory

    @inline(__always)
    private func load(_ place: UnsafeMutableRawPointer, _ kind: Kind) -> UInt64 {
        switch kind {
        case .i8: UInt64(bitPattern: Int64(place.load(as: Int8.self)))
        case .u8: UInt64(place.load(as: UInt8.self))
        case .i16: UInt64(bitPattern: Int64(place.loadUnaligned(as: Int16.self)))
        case .u16: UInt64(place.loadUnaligned(as: UInt16.self))
        case .i32: UInt64(bitPattern: Int64(place.loadUnaligned(as: Int32.self)))
        case .u32, .f32: UInt64(place.loadUnaligned(as: UInt32.self))
        case .i64, .f64, .wide: place.loadUnaligned(as: UInt64.self)
        }
    }

    @inline(__always)
    private func store(_ value: UInt64, _ place: UnsafeMutableRawPointer, _ kind: Kind) {
        switch kind.size {
        case 1: place.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
        case 2: place.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
        case 4: place.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
        default: place.storeBytes(of: value, as: UInt64.self)
        }
    }

    @inline(__always)
    private func markWritten(_ shadow: UnsafeMutableRawPointer, _ kind: Kind) {
        store(UInt64.max, shadow, kind)
    }

    @inline(__always)
    private func isWritten(_ shadow: UnsafeMutableRawPointer, _ kind: Kind) -> Bool {
        switch kind.size {
        case 1: shadow.load(as: UInt8.self) == UInt8.max
        case 2: shadow.loadUnaligned(as: UInt16.self) == UInt16.max
        case 4: shadow.loadUnaligned(as: UInt32.self) == UInt32.max
        default: shadow.loadUnaligned(as: UInt64.self) == UInt64.max
        }
    }

    @inline(__always)
    private func fill(_ place: UnsafeMutableRawPointer, _ byte: UInt8, _ count: Int) {
        place.initializeMemory(as: UInt8.self, repeating: byte, count: count)
    }

    // MARK: Numbers

    @inline(__always)
    private func extend(_ value: UInt64, _ kind: Kind) -> UInt64 { kind.extended(value) }

    @inline(__always)
    private func double(_ bits: UInt64) -> Double { Double(bitPattern: bits) }

    @inline(__always)
    private func float(_ bits: UInt64) -> Float {
        Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    }

    @inline(__always)
    private func divide(_ a: UInt64, _ b: UInt64, _ code: Code) -> UInt64 {
        let (first, second) = (Int64(bitPattern: a), Int64(bitPattern: b))
        return switch code {
        case .divideSigned:
            UInt64(bitPattern: first.dividedReportingOverflow(by: second).partialValue)
        case .remainderSigned:
            UInt64(bitPattern: first.remainderReportingOverflow(dividingBy: second).partialValue)
        case .divideUnsigned: a / b
        default: a % b
        }
    }
}

extension Kind {
    /// A register's contents brought to the kind: cut to its width and extended by its sign.
    @inline(__always)
    func extended(_ value: UInt64) -> UInt64 {
        switch self {
        case .i8: UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: value)))
        case .u8: UInt64(UInt8(truncatingIfNeeded: value))
        case .i16: UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: value)))
        case .u16: UInt64(UInt16(truncatingIfNeeded: value))
        case .i32: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value)))
        case .u32, .f32: UInt64(UInt32(truncatingIfNeeded: value))
        case .i64, .f64, .wide: value
        }
    }
}
