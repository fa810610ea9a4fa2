import MidasIR

/// What a program calls that is not in it: the C library, the system.
public protocol InterpreterHost: AnyObject {
    /// Whether this host answers calls of the function.
    func knows(_ function: String) -> Bool

    /// Answers a call.
    ///
    /// - Throws: `Trap`, or what ends the run.
    func call(_ call: ExternalCall, in machine: Interpreter) throws -> ExternalResult

    /// The size and the bytes of a variable that the program declares and does not define, such as
    /// `stdout`; nil: zero bytes of its type's size.
    func variable(_ name: String) -> [UInt8]?
}

extension InterpreterHost {
    public func variable(_ name: String) -> [UInt8]? { nil }
}

/// A scalar of at most 16 bytes: integers extended to 64 bits by their sign, `float` and `double`
/// by their bits. `high` is only used by types of more than 8 bytes.
public struct Scalar: Hashable, Sendable {
    public var low: UInt64
    public var high: UInt64

    public init(_ low: UInt64, high: UInt64 = 0) {
        self.low = low
        self.high = high
    }

    public init(_ value: Double) { self.init(value.bitPattern) }
    public init(_ value: Int) { self.init(UInt64(bitPattern: Int64(value))) }

    public var signed: Int64 { Int64(bitPattern: low) }
    public var double: Double { Double(bitPattern: low) }
    public var float: Float { Float(bitPattern: UInt32(truncatingIfNeeded: low)) }
}

/// A call that leaves the program.
public struct ExternalCall: Sendable {
    public var function: String
    /// For an aggregate: its address.
    public var arguments: [Scalar]
    public var types: [TypeID]
    public var resultType: TypeID
    /// Where an aggregate result goes.
    public var resultAddress: UInt64
    public var thread: Int

    public subscript(_ index: Int) -> UInt64 {
        index < arguments.count ? arguments[index].low : 0
    }

    public func double(_ index: Int) -> Double {
        index < arguments.count ? arguments[index].double : 0
    }
}

public enum ExternalResult: Sendable {
    case value(Scalar)
    case void
    /// The thread waits; the call is made again when another thread has run.
    case wait
    /// The thread ends, with what a join gives.
    case endThread(UInt64)
    /// The program ends.
    case exit(Int32)
    /// `setjmp`: where to come back to is kept at this address; gives 0.
    case saveContext(UInt64)
    /// `longjmp` to the context at this address; `setjmp` then gives the value.
    case restoreContext(UInt64, value: UInt64)

    public static func value(_ value: UInt64) -> Self { .value(Scalar(value)) }
    public static func value(_ value: Int) -> Self { .value(Scalar(value)) }
}

/// Which thread runs next, and for how many steps.
public protocol Schedule {
    /// `ready` is ascending and not empty.
    mutating func next(among ready: [Int]) -> (thread: Int, steps: Int)
}

/// Each ready thread in turn.
public struct RoundRobin: Schedule {
    public var quantum: Int
    private var last = -1

    public init(quantum: Int = 1000) { self.quantum = quantum }

    public mutating func next(among ready: [Int]) -> (thread: Int, steps: Int) {
        last = ready.first { $0 > last } ?? ready[0]
        return (last, quantum)
    }
}

/// A ready thread and a number of steps drawn from a seed.
public struct SeededSchedule: Schedule {
    private var state: UInt64
    public var longest: Int

    public init(seed: UInt64, longest: Int = 200) {
        state = seed
        self.longest = longest
    }

    public mutating func next(among ready: [Int]) -> (thread: Int, steps: Int) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let draw = Int(state >> 33)
        return (ready[draw % ready.count], 1 + (draw >> 8) % longest)
    }
}
