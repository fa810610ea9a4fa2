import MidasBase
import MidasIR

/// An exception that was thrown and not yet destroyed.
struct ThrownObject {
    var type: TypeID
    /// Handlers that it is in.
    var handlers = 0
    /// On its way to a handler, for the first time or again.
    var isThrown = false
}

/// Exceptions, and what depends on dynamic types.
extension Interpreter {
    func exception(
        _ operation: ComplexOperation, _ thread: Thread, _ frame: UnsafeMutablePointer<Frame>
    ) throws {
        let registers = frame.pointee.registers
        let value = at(operation.a, registers)
        switch operation.instruction.opcode {
        case .landingPad where operation.a >= 0:
            // A `throw` or `resume` at the end of a block: its operation knows where it unwinds to.
            if operation.instruction.extra == 1 { exceptions[value]?.isThrown = true }
            try unwind(value, thread)
        case .landingPad: registers[Int(operation.dst)] = thread.exception
        case .allocateException:
            let type = TypeID(operation.instruction.extra)
            let address = try allocate(max(1, unit.types.bytes(type)))
            exceptions[address] = ThrownObject(type: type)
            registers[Int(operation.dst)] = address
        case .catchMatches:
            let handler = TypeID(operation.instruction.extra)
            let offset = try offset(of: value, in: handler)
            registers[Int(operation.dst)] = offset == nil ? 0 : 1
        case .catchBegin:
            let handler = TypeID(operation.instruction.extra)
            exceptions[value]?.handlers += 1
            exceptions[value]?.isThrown = false
            registers[Int(operation.dst)] = value &+ (try offset(of: value, in: handler) ?? 0)
        case .catchEnd:
            exceptions[value]?.handlers -= 1
            try destroyIfHandled(value, thread)
        default: throw Trap(.unsupported("\(operation.instruction.opcode)"))
        }
    }

    /// How far into the exception object a handler of a type looks; nil where it does not fit
    /// (C++20 except.handle).
    private func offset(of exception: UInt64, in handler: TypeID) throws -> UInt64? {
        guard let thrown = exceptions[exception]?.type else { return nil }
        if case .void = unit.types[handler] { return 0 }
        if thrown == handler { return 0 }
        if let from = unit.types.record(thrown), let to = unit.types.record(handler) {
            return virtualTables.offset(of: to, in: from).map { UInt64($0) }
        }
        guard case .pointer(let inner) = unit.types[thrown],
            case .pointer(let outer) = unit.types[handler]
        else { return nil }
        if case .void = unit.types[outer] { return 0 }
        guard let from = unit.types.record(inner), let to = unit.types.record(outer) else {
            return nil
        }
        // Only bases at the start of the object: the pointer itself is what the handler sees.
        return virtualTables.offset(of: to, in: from) == 0 ? 0 : nil
    }

    private func destroyIfHandled(_ exception: UInt64, _ thread: Thread) throws {
        guard let object = exceptions[exception], object.handlers <= 0, !object.isThrown else {
            return
        }
        exceptions[exception] = nil
        if let record = unit.types.record(object.type),
            let destructor = unit.types.records[record].destructor.id,
            let code = image.code(of: destructor)
        {
            _ = try runNested(thread, code, [exception])
        }
        try free(exception)
    }

    /// Takes frames away until one goes on at a landing pad.
    private func unwind(_ exception: UInt64, _ thread: Thread) throws {
        thread.exception = exception
        while thread.depth > 0 {
            let frame = thread.frames + (thread.depth - 1)
            let operation = (frame.pointee.next - 1).pointee
            let target = operation.code == .complex ? operation.imm : Int(operation.c)
            if target >= 0 {
                frame.pointee.next = frame.pointee.code.pointee.operations + target
                return
            }
            if frame.pointee.isRoot { break }
            popFrame(thread)
        }
        let type = exceptions[exception].map { UnitPrinter.describe($0.type, in: unit) }
        throw Trap(.uncaughtException(type ?? "unknown"))
    }

    // MARK: Dynamic types

    func dynamicType(_ object: UInt64) throws -> (record: RecordID, start: UInt64) {
        let table = try load(object)
        guard let (record, offset) = virtualTables.dynamicType(table) else {
            throw Trap(.invalidAddress(table))
        }
        return (record, object &- UInt64(offset))
    }

    func virtualBase(_ operation: ComplexOperation, _ object: UInt64) throws -> UInt64 {
        guard object != 0 else { return 0 }
        let base = baseRecord(operation)
        let (record, start) = try dynamicType(object)
        guard let base, let offset = virtualTables.offset(of: base, in: record) else {
            throw Trap(.unsupported("a virtual base that the object does not have"))
        }
        return start &+ UInt64(offset)
    }

    /// The base of a conversion: of the pointer's type, or where a place steps to it, by number.
    private func baseRecord(_ operation: ComplexOperation) -> RecordID? {
        if let element = unit.types.element(operation.instruction.type),
            let record = unit.types.record(element)
        {
            return record
        }
        return RecordID(operation.instruction.extra)
    }

    func dynamicCast(_ operation: ComplexOperation, _ object: UInt64) throws -> UInt64 {
        guard object != 0 else { return 0 }
        let (record, start) = try dynamicType(object)
        guard let element = unit.types.element(operation.instruction.type) else { return 0 }
        if case .void = unit.types[element] { return start }
        guard let target = unit.types.record(element),
            let offset = virtualTables.offset(of: target, in: record)
        else { return 0 }
        return start &+ UInt64(offset)
    }
}
