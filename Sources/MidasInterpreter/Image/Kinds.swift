import MidasBase
import MidasIR

extension TypeTable {
    /// How a scalar of the type stands in registers; nil for aggregates, `void`, and what the
    /// interpreter has no semantics for.
    func kind(_ id: TypeID) -> Kind? {
        if let (bits, signed) = integer(id) {
            return switch bits {
            case 8: signed ? .i8 : .u8
            case 16: signed ? .i16 : .u16
            case 32: signed ? .i32 : .u32
            case 64: .i64
            case 128: .wide
            default: nil
            }
        }
        switch self[id] {
        case .pointer, .reference, .nullPointer: return .i64
        case .floating(.float): return .f32
        case .floating(.double): return .f64
        case .floating(.longDouble): return .wide
        case .memberPointer, .vector: return size(id) == 16 ? .wide : size(id) == 8 ? .i64 : nil
        case .atomic(let inner): return kind(inner)
        default: return nil
        }
    }

    /// Whether integers of the type are compared and divided with a sign.
    func isSigned(_ id: TypeID) -> Bool { integer(id)?.signed ?? false }

    /// Bytes that an object takes; what has no size takes none.
    func bytes(_ id: TypeID) -> UInt64 {
        let size = size(id)
        return size == TypeEntry.unknownSize ? 0 : size
    }
}

extension Kind {
    /// Integers in one register, pointers among them.
    var isInteger: Bool {
        switch self {
        case .i8, .u8, .i16, .u16, .i32, .u32, .i64: true
        case .f32, .f64, .wide: false
        }
    }
}
