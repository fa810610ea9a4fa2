import MidasBase
import MidasIR

/// Calls and returns inside the program.
extension Interpreter {
    /// Enters a function with the arguments of a call site, out of the caller's registers.
    func enterFrame(
        _ thread: Thread, _ code: UnsafeMutablePointer<FunctionCode>,
        _ site: UnsafePointer<CallSite>, target: Int32, _ caller: UnsafeMutablePointer<Frame>,
        firstArgument: UInt64? = nil
    ) throws {
        let top = try pushFrame(thread, code)
        top.pointee.target = target
        top.pointee.targetIsWide = site.pointee.isWideResult
        let from = caller.pointee.registers
        let callee = code.pointee
        if callee.resultRegister >= 0, site.pointee.resultRegister >= 0 {
            top.pointee.registers[Int(callee.resultRegister)] =
                from[Int(site.pointee.resultRegister)]
        }
        let passed = min(site.pointee.argumentCount, callee.parameterCount)
        for index in 0..<passed {
            let argument = site.pointee.arguments[index]
            var value = from[Int(argument.register)]
            if index == 0, let firstArgument { value = firstArgument }
            let isWide = argument.kind == .wide
            try setParameter(
                top, callee.parameters[index], value,
                high: isWide ? from[Int(argument.register) + 1] : 0)
        }
        if callee.isVariadic {
            try passVariadic(thread, top, site, from, skipping: passed)
        }
    }

    private func setParameter(
        _ frame: UnsafeMutablePointer<Frame>, _ slot: FunctionCode.Slot, _ value: UInt64,
        high: UInt64
    ) throws {
        let place = frame.pointee.bytes + Int(slot.offset)
        let shadow = Thread.byteCapacity
        if slot.isAggregate {
            let size = Int(slot.size)
            guard let (source, distance) = image.memory.readable(value, size) else {
                throw Trap(.invalidAddress(value))
            }
            place.copyMemory(from: source, byteCount: size)
            (place + shadow).copyMemory(from: source + distance, byteCount: size)
            return
        }
        let size = min(Int(slot.size), slot.kind.size)
        withUnsafeBytes(of: (value, high)) {
            place.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: size)
        }
        (place + shadow).initializeMemory(as: UInt8.self, repeating: 0xFF, count: size)
    }

    /// Variable arguments lie one after another as on the stack of the x86-64 ABI: 8 bytes each, 16
    /// for what takes two registers.
    private func passVariadic(
        _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>, _ site: UnsafePointer<CallSite>,
        _ from: UnsafeMutablePointer<UInt64>, skipping passed: Int
    ) throws {
        guard site.pointee.argumentCount > passed else { return }
        var size = 0
        for index in passed..<site.pointee.argumentCount {
            let argument = site.pointee.arguments[index]
            size = (size + (argument.kind == .wide ? 15 : 7)) & ~(argument.kind == .wide ? 15 : 7)
            size +=
                argument.isAggregate
                ? (Int(argument.size) + 7) & ~7 : argument.kind == .wide ? 16 : 8
        }
        let area = try allocateOnStack(thread, UInt64(size))
        var offset: UInt64 = 0
        for index in passed..<site.pointee.argumentCount {
            let argument = site.pointee.arguments[index]
            let value = from[Int(argument.register)]
            if argument.isAggregate {
                guard image.memory.copy(to: area + offset, from: value, Int(argument.size)) else {
                    throw Trap(.invalidAddress(value))
                }
                offset += UInt64((argument.size + 7) & ~7)
                continue
            }
            if argument.kind == .wide {
                offset = (offset + 15) & ~15
                _ = image.memory.store(area + offset + 8, from[Int(argument.register) + 1], 8)
            }
            _ = image.memory.store(area + offset, value, 8)
            offset += argument.kind == .wide ? 16 : 8
        }
        frame.pointee.variadic = area
    }

    /// Memory that goes when the running function returns.
    func allocateOnStack(_ thread: Thread, _ size: UInt64) throws -> UInt64 {
        guard let address = image.memory.allocate(size) else { throw Trap(.outOfMemory) }
        thread.stackObjects.append(address)
        return address
    }

    /// A new frame on top: constants set, locals indeterminate.
    func pushFrame(
        _ thread: Thread, _ code: UnsafeMutablePointer<FunctionCode>
    ) throws -> UnsafeMutablePointer<Frame> {
        image.prepare(code)
        let callee = code.pointee
        var registers = thread.registers
        var bytes = thread.bytes
        var firstObject = thread.firstObject
        if thread.depth > 0 {
            let below = thread.frames[thread.depth - 1]
            registers = below.registers + below.code.pointee.registerCount
            bytes = below.bytes + below.code.pointee.frameSize
            firstObject = below.firstObject + UInt32(below.code.pointee.objectCount)
        }
        guard thread.depth < Thread.maximalDepth,
            registers - thread.registers + callee.registerCount < Thread.registerCapacity,
            bytes - thread.bytes + callee.frameSize < Thread.byteCapacity,
            Int(firstObject - thread.firstObject) + callee.objectCount < thread.objectCapacity
        else { throw Trap(.stackOverflow) }
        registers.update(from: callee.constants, count: callee.constantCount)
        bytes.initializeMemory(
            as: UInt8.self, repeating: image.memory.fill, count: callee.frameSize)
        (bytes + Thread.byteCapacity).initializeMemory(
            as: UInt8.self, repeating: 0, count: callee.frameSize)
        for index in 0..<callee.objectCount {
            let slot = callee.objects[index]
            image.memory.objects[Int(firstObject) + index] = Memory.Object(
                bytes: bytes + Int(slot.offset), shadowDistance: Thread.byteCapacity,
                size: slot.size, writableSize: slot.size)
        }
        serial += 1
        let top = thread.frames + thread.depth
        top.initialize(
            to: Frame(
                code: code, next: callee.operations, registers: registers, bytes: bytes,
                firstObject: firstObject, stackObjects: thread.stackObjects.count, variadic: 0,
                serial: serial, target: 0, targetIsWide: false, isRoot: false))
        thread.depth += 1
        return top
    }

    /// Takes the top frame away: its locals are gone.
    func popFrame(_ thread: Thread) {
        thread.depth -= 1
        let top = thread.frames[thread.depth]
        let code = top.code.pointee
        for index in 0..<code.objectCount {
            image.memory.objects[Int(top.firstObject) + index].size = 0
            image.memory.objects[Int(top.firstObject) + index].writableSize = 0
        }
        while thread.stackObjects.count > top.stackObjects {
            _ = image.memory.free(thread.stackObjects.removeLast())
        }
    }

    /// Returns from the top frame. True where the run began with it.
    func leaveFrame(_ thread: Thread, _ low: UInt64, _ high: UInt64) -> Bool {
        let top = thread.frames[thread.depth - 1]
        popFrame(thread)
        if top.isRoot {
            thread.rootResult = Scalar(low, high: high)
            return true
        }
        let caller = thread.frames[thread.depth - 1]
        caller.registers[Int(top.target)] = low
        if top.targetIsWide { caller.registers[Int(top.target) + 1] = high }
        return false
    }

    /// A frame to begin a run with.
    func pushRoot(
        _ thread: Thread, _ code: UnsafeMutablePointer<FunctionCode>, _ arguments: [UInt64]
    ) throws {
        let top = try pushFrame(thread, code)
        top.pointee.isRoot = true
        for (index, value) in arguments.prefix(code.pointee.parameterCount).enumerated() {
            try setParameter(top, code.pointee.parameters[index], value, high: 0)
        }
    }
}
