/// How a scalar stands in memory and in a register: registers hold integers extended to 64 bits by
/// their sign, `float` by its bits.
enum Kind: UInt8 {
    case i8, u8, i16, u16, i32, u32, i64, f32, f64
    /// 16 bytes, in two registers.
    case wide

    @inline(__always)
    var size: Int {
        switch self {
        case .i8, .u8: 1
        case .i16, .u16: 2
        case .i32, .u32, .f32: 4
        case .i64, .f64: 8
        case .wide: 16
        }
    }
}

/// What an operation of the dense form does. Fields: registers `dst`, `a`, `b`; `c` and `imm`.
enum Code: UInt8 {
    /// `dst` = `a`.
    case move
    /// `dst` = `imm`.
    case immediate
    /// Scalars of `kind`; `Frame`: at `imm` in the frame; `Global`: at the host address `imm`, with
    /// the shadow `c` further; `Pointer`: at the address in `a` plus `imm`.
    case loadFrame, loadGlobal, loadPointer
    case storeFrame, storeGlobal, storePointer
    /// A bit-field of `c` bits at bit `imm` from the address in `a`; a load extends its sign where
    /// `b` is 1.
    case loadBits, storeBits
    /// The address of byte `imm` of the frame's object `c`.
    case frameAddress
    case addImmediate
    /// `a` + `b` * `imm`.
    case addScaled
    /// (`a` - `b`) / `imm`.
    case subtractScaled
    /// `imm` bytes to the address `a` from the address `b`.
    case copy
    case zero

    /// Integers, the result brought to `kind`.
    case add, subtract, multiply, and, or, xor, shiftLeft
    case divideSigned, divideUnsigned, remainderSigned, remainderUnsigned
    case shiftRightSigned, shiftRightUnsigned
    case negate, complement, logicalNot
    /// To `kind`, from any integer.
    case extend
    case isNotZero
    case equal, notEqual, lessSigned, lessOrEqualSigned, lessUnsigned, lessOrEqualUnsigned

    /// `double`.
    case addDouble, subtractDouble, multiplyDouble, divideDouble
    case equalDouble, lessDouble, lessOrEqualDouble
    case addFloat, subtractFloat, multiplyFloat, divideFloat
    case equalFloat, lessFloat, lessOrEqualFloat

    /// To operation `c`.
    case jump
    /// To operation `c` if `a` is not zero, else to `imm`.
    case branch
    /// By table `c`.
    case tableJump
    case indirectJump
    case `return`
    /// By the call site at the host address `imm`; unwinds to operation `c`, if not negative.
    case call
    case callVirtual, callIndirect
    /// The same, to the host.
    case callExternal
    /// By the complex operation `c`; unwinds to operation `imm`, if not negative.
    case complex
    /// The local's bytes become indeterminate: `c` bytes at `imm` in the frame.
    case live
    case unreachable
}

/// One operation: 32 bytes, no references.
struct Operation {
    var code: Code
    var kind: Kind = .i64
    var dst: Int32 = 0
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    var imm: Int = 0

    init(
        _ code: Code, _ kind: Kind = .i64, dst: Int32 = 0, a: Int32 = 0, b: Int32 = 0,
        c: Int32 = 0, imm: Int = 0
    ) {
        self.code = code
        self.kind = kind
        self.dst = dst
        self.a = a
        self.b = b
        self.c = c
        self.imm = imm
    }
}
