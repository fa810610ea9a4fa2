import MidasBase
import MidasIR

/// A function in dense form: what the step loop reads. Trivial, so that nothing is counted there.
struct FunctionCode {
    var function: FunctionID
    var operations: UnsafeMutablePointer<Operation>
    /// The first registers of every frame.
    var constants: UnsafeMutablePointer<UInt64>
    var constantCount: Int
    var registerCount: Int
    /// Bytes of locals.
    var frameSize: Int
    var parameters: UnsafeMutablePointer<Slot>
    var parameterCount: Int
    /// The locals that have an address: objects of their own.
    var objects: UnsafeMutablePointer<Slot>
    var objectCount: Int
    /// Where the address for an aggregate result is kept; -1: there is none.
    var resultRegister: Int32
    var isVariadic: Bool
    /// Functions are decoded when they are first called.
    var isDecoded = false

    /// A local's bytes in the frame.
    struct Slot {
        var offset: Int32
        var size: UInt32
        /// Of a scalar; aggregates have none.
        var kind: Kind
        var isAggregate: Bool
    }
}

/// What one call passes and takes back.
struct CallSite {
    struct Argument {
        /// Holds the scalar, or the aggregate's address.
        var register: Int32
        var kind: Kind
        var isAggregate: Bool
        var size: UInt32
        var type: TypeID
    }

    /// The callee if it is known and has a body.
    var function: UnsafeMutablePointer<FunctionCode>?
    var symbol: SymbolID?
    var arguments: UnsafeMutablePointer<Argument>
    var argumentCount: Int
    /// Holds the callee of an indirect call.
    var calleeRegister: Int32
    /// Holds the address for an aggregate result, or -1.
    var resultRegister: Int32
    var resultType: TypeID
    var isWideResult: Bool
    var isDeallocation: Bool
    /// The callee is a pointer to a member function.
    var isMember: Bool
}

/// An instruction that the step loop leaves to `ComplexOperations`, its operands in registers.
struct ComplexOperation {
    var instruction: Instruction
    /// Registers that hold the addresses of `place` and of the place `extra`.
    var place: Int32 = -1
    var other: Int32 = -1
    var a: Int32 = -1
    var b: Int32 = -1
    var dst: Int32 = -1
    /// The type of `a`.
    var operandType: TypeID
    var placeType: TypeID
    var trap: Trap.Reason?
    /// Addresses of inline assembly's outputs.
    var outputs: [Int32] = []
}

/// The rest of a decoded function: what is not needed in every step.
struct FunctionDetails {
    var complex: [ComplexOperation] = []
    var tables: [JumpTable] = []
    /// The range of each operation's instruction.
    var origins: [RangeID] = []
    /// The operation that each block starts at.
    var blockStarts: [Int32] = []
    /// Where each local begins in the frame.
    var localOffsets: [Int32] = []
}

struct JumpTable {
    var cases: [(low: UInt64, high: UInt64, target: Int32)]
    var otherwise: Int32
    var isSigned: Bool
}
