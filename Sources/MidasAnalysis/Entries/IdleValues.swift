import MidasBase
import MidasIR

/// A number that is known in a round in which nothing came.
struct IdleValue: Hashable {
    var number: Int64
    /// Whether it is known because nothing came.
    var isIdle: Bool

    init?(_ number: Int64, isIdle: Bool) {
        // Wider numbers would have to be cut to the type.
        guard number >= Int64(Int32.min), number <= Int64(Int32.max) else { return nil }
        self.number = number
        self.isIdle = isIdle
    }

    /// What is known where both may arrive.
    static func meet(_ a: IdleValue?, _ b: IdleValue?) -> IdleValue? {
        guard let a, let b, a.number == b.number else { return nil }
        return IdleValue(a.number, isIdle: a.isIdle || b.isIdle)
    }

    static func compare(_ a: IdleValue, _ b: IdleValue, _ how: Comparison) -> IdleValue? {
        let (x, y) = (a.number, b.number)
        let result =
            switch how {
            case .equal: x == y
            case .notEqual: x != y
            case .less: x < y
            case .lessOrEqual: x <= y
            case .greater: x > y
            case .greaterOrEqual: x >= y
            }
        return IdleValue(result ? 1 : 0, isIdle: a.isIdle || b.isIdle)
    }

    /// Zero times or and anything is zero.
    static func combine(_ a: IdleValue?, _ b: IdleValue?, _ how: BinaryOperator) -> IdleValue? {
        if how == .and || how == .multiply {
            for side in [a, b] { if let side, side.number == 0 { return side } }
        }
        guard let a, let b else { return nil }
        let (x, y) = (a.number, b.number)
        let result: Int64? =
            switch how {
            case .add: x + y
            case .subtract: x - y
            case .multiply: x * y
            case .and: x & y
            case .or: x | y
            case .xor: x ^ y
            case .minimum: min(x, y)
            case .maximum: max(x, y)
            case .divide: y == 0 ? nil : x / y
            case .remainder: y == 0 ? nil : x % y
            case .shiftLeft: (0..<31).contains(y) && x >= 0 ? x << y : nil
            case .shiftRight: (0..<31).contains(y) && x >= 0 ? x >> y : nil
            }
        return result.flatMap { IdleValue($0, isIdle: a.isIdle || b.isIdle) }
    }
}

/// What is known at one point of a function: the numbers in its variables, and in the program's.
struct IdleState: Equatable {
    /// A local or a global that is read and written as a whole.
    enum Variable: Hashable {
        case local(LocalID)
        case global(SymbolID)
    }

    private(set) var known: [Variable: IdleValue] = [:]

    subscript(_ variable: Variable) -> IdleValue? {
        get { known[variable] }
        set { known[variable] = newValue }
    }

    /// Takes what may arrive by another way; says whether less is known now.
    mutating func meet(_ other: IdleState) -> Bool {
        var changed = false
        for (variable, value) in known {
            let common = IdleValue.meet(value, other.known[variable])
            if common != value {
                known[variable] = common
                changed = true
            }
        }
        return changed
    }

    /// Forgets what a write to some objects may change.
    mutating func forget(_ isWritten: (Variable) -> Bool) {
        for variable in known.keys.filter(isWritten) { known[variable] = nil }
    }

    /// What functions that are called, or return, know as well.
    var globals: IdleState {
        var left = self
        left.forget { if case .local = $0 { true } else { false } }
        return left
    }

    mutating func take(_ others: IdleState) {
        for (variable, value) in others.known { known[variable] = value }
    }
}
