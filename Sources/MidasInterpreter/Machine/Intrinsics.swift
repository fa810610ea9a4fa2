import MidasBase
import MidasIR

/// Functions that are part of the compiler, not of a library: `__builtin_…` on numbers.
extension Interpreter {
    /// The result of a builtin; nil for any other function.
    func intrinsic(_ call: ExternalCall) throws -> Scalar? {
        guard call.function.hasPrefix("__builtin_") else { return nil }
        let name = call.function.dropFirst("__builtin_".count)
        let value = call[0]
        switch name {
        case "clz": return Scalar(UInt32(truncatingIfNeeded: value).leadingZeroBitCount)
        case "clzl", "clzll": return Scalar(value.leadingZeroBitCount)
        case "ctz": return Scalar(UInt32(truncatingIfNeeded: value).trailingZeroBitCount)
        case "ctzl", "ctzll": return Scalar(value.trailingZeroBitCount)
        case "popcount": return Scalar(UInt32(truncatingIfNeeded: value).nonzeroBitCount)
        case "popcountl", "popcountll": return Scalar(value.nonzeroBitCount)
        case "parity": return Scalar(UInt32(truncatingIfNeeded: value).nonzeroBitCount & 1)
        case "parityl", "parityll": return Scalar(value.nonzeroBitCount & 1)
        case "ffs": return Scalar(firstSet(UInt64(UInt32(truncatingIfNeeded: value))))
        case "ffsl", "ffsll": return Scalar(firstSet(value))
        case "bswap16": return Scalar(UInt64(UInt16(truncatingIfNeeded: value).byteSwapped))
        case "bswap32": return Scalar(UInt64(UInt32(truncatingIfNeeded: value).byteSwapped))
        case "bswap64": return Scalar(value.byteSwapped)
        case "expect", "expect_with_probability", "assume_aligned", "launder":
            return call.arguments.first
        case "frame_address", "return_address": return Scalar(0)
        case "trap", "abort": throw Trap(.aborted)
        default: return try overflowing(String(name), call)
        }
    }

    private func firstSet(_ value: UInt64) -> Int {
        value == 0 ? 0 : value.trailingZeroBitCount + 1
    }

    /// `__builtin_add_overflow` and its kin: computed exactly, stored cut to the result's type.
    private func overflowing(_ name: String, _ call: ExternalCall) throws -> Scalar? {
        guard name.hasSuffix("_overflow"), call.arguments.count == 3 else { return nil }
        guard let element = unit.types.element(call.types[2]),
            let (bits, isSigned) = unit.types.integer(element)
        else { return nil }
        let a = exact(call.arguments[0], call.types[0])
        let b = exact(call.arguments[1], call.types[1])
        let exact: (Int128, Bool)
        if name.contains("add") {
            exact = a.addingReportingOverflow(b)
        } else if name.contains("sub") {
            exact = a.subtractingReportingOverflow(b)
        } else {
            exact = a.multipliedReportingOverflow(by: b)
        }
        let stored = cut(exact.0, bits, isSigned)
        try storeScalar(Scalar(wide: exact.0), call[2], element)
        return Scalar(exact.1 || stored != exact.0 ? 1 : 0)
    }

    /// The number that an integer of the type is.
    func exact(_ value: Scalar, _ type: TypeID) -> Int128 {
        let isSigned = unit.types.isSigned(type)
        if unit.types.kind(type) == .wide { return value.int128 }
        return isSigned ? Int128(value.signed) : Int128(value.low)
    }

    private func cut(_ value: Int128, _ bits: Int, _ isSigned: Bool) -> Int128 {
        guard bits < 128 else { return value }
        let mask = (Int128(1) << Int128(bits)) - 1
        let low = value & mask
        return isSigned && low >> Int128(bits - 1) == 1 ? low - mask - 1 : low
    }
}
