import MidasIR

/// A function that is running.
struct Frame {
    var code: UnsafeMutablePointer<FunctionCode>
    /// The operation to go on with; after a call, the one behind it.
    var next: UnsafeMutablePointer<Operation>
    var registers: UnsafeMutablePointer<UInt64>
    var bytes: UnsafeMutableRawPointer
    /// The number of the first object of the frame's locals.
    var firstObject: UInt32
    /// How many objects of the stack there were before.
    var stackObjects: Int
    /// The address of the variable arguments.
    var variadic: UInt64
    var serial: UInt64
    /// Where the caller takes the result.
    var target: Int32
    var targetIsWide: Bool
    /// What the run began with: its return ends the run.
    var isRoot: Bool
}

/// A thread of the interpreted program.
final class Thread {
    enum State: Hashable {
        case ready, waiting, finished
    }

    static let maximalDepth = 20_000
    static let registerCapacity = 1 << 22
    static let byteCapacity = 1 << 24

    let id: Int
    let frames: UnsafeMutablePointer<Frame>
    var depth = 0
    let registers: UnsafeMutablePointer<UInt64>
    /// Locals, and as far again their shadow.
    let bytes: UnsafeMutableRawPointer
    let firstObject: UInt32
    let objectCapacity: Int
    /// Variable-length arrays, `alloca`, variable arguments.
    var stackObjects: [UInt64] = []
    var locals: [SymbolID: UInt64] = [:]
    var state = State.ready
    var result: UInt64 = 0
    var isDetached = false
    /// What a landing pad finds.
    var exception: UInt64 = 0
    var contexts: [UInt64: SavedContext] = [:]
    /// The two registers that the last root frame returned.
    var rootResult = Scalar(0)

    /// Where `longjmp` comes back to.
    struct SavedContext {
        var depth: Int
        var serial: UInt64
        var next: UnsafeMutablePointer<Operation>
        var target: Int32
    }

    init?(id: Int, memory: Memory, objectCapacity: Int) {
        guard let first = memory.reserve(objectCapacity) else { return nil }
        self.id = id
        self.objectCapacity = objectCapacity
        firstObject = first
        frames = .allocate(capacity: Self.maximalDepth)
        registers = .allocate(capacity: Self.registerCapacity)
        bytes = .allocate(byteCount: 2 * Self.byteCapacity, alignment: 64)
    }

    deinit {
        frames.deallocate()
        registers.deallocate()
        bytes.deallocate()
    }
}
