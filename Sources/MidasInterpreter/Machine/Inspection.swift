import MidasBase
import MidasIR

/// What a host or a test may look at while the program stands still in a call, or after it.
extension Interpreter {
    /// A variable of a function that is running, and its bytes; bytes that nothing has written
    /// are 0.
    public struct LiveLocal: Sendable {
        public var function: FunctionID
        public var local: LocalID
        public var bytes: [UInt8]
    }

    /// The address of a function or variable; 0 where nothing defines it.
    public func address(of symbol: SymbolID) -> UInt64 { image.address(of: symbol) }

    /// The function or variable that an address points into.
    public func symbol(at address: UInt64) -> SymbolID? { image.symbol(at: address) }

    /// Whether the address points into an object that `allocate` made and nothing has freed.
    public func isAllocated(_ address: UInt64) -> Bool {
        image.memory.isAllocated(address & ~0xFFFF_FFFF) && symbol(at: address) == nil
    }

    /// Where the current thread is: the call that the host answers.
    public var currentPosition: SourcePosition {
        guard let thread = current, thread.depth > 0 else { return .none }
        return position(of: thread.frames[thread.depth - 1], behind: nil)
    }

    /// The locals of the first function of the first thread: those of `main` while it runs.
    public var outermostLocals: [LiveLocal] {
        guard let thread = threads.first, thread.depth > 0 else { return [] }
        let frame = thread.frames[0]
        let id = frame.code.pointee.function
        let function = unit.functions[id]
        return zip(function.locals.ids, image.details[id.index].localOffsets).map { local, offset in
            let place = frame.bytes + Int(offset)
            let size = Int(unit.types.bytes(function.locals[local].type))
            let bytes = (0..<size).map { index in
                place.load(fromByteOffset: index, as: UInt8.self)
                    & (place + Thread.byteCapacity).load(fromByteOffset: index, as: UInt8.self)
            }
            return LiveLocal(function: id, local: local, bytes: bytes)
        }
    }
}
