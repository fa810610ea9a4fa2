import MidasDictionary
import MidasIR

/// How a write changes what was there, where that says whether writes commute.
enum Change: Hashable {
    /// Any value.
    case assign
    /// The same literal whenever it runs.
    case literal(UInt64)
    case update(Commutation)
}

/// Kinds of updates that commute among themselves: the result is the same in every order.
enum Commutation: UInt8, Hashable {
    case sum, product, and, or, xor, minimum, maximum
    /// Into a container, at the place that a key has in it.
    case insertion

    init?(_ operation: BinaryOperator, loadedIsLeft: Bool) {
        switch operation {
        case .add: self = .sum
        case .subtract where loadedIsLeft: self = .sum
        case .multiply: self = .product
        case .and: self = .and
        case .or: self = .or
        case .xor: self = .xor
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        default: return nil
        }
    }

    init?(_ operation: AtomicOperation) {
        switch operation {
        case .add, .subtract: self = .sum
        case .and: self = .and
        case .or: self = .or
        case .xor: self = .xor
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .exchange, .nand: return nil
        }
    }

    init?(_ operation: Synchronisation.Operation) {
        switch operation {
        case .add, .subtract: self = .sum
        case .and: self = .and
        case .or: self = .or
        case .xor: self = .xor
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .none, .nand, .exchange: return nil
        }
    }
}
