import MidasBase
import MidasIR

/// Numbers for ways in which constraints move targets, so that what a movement makes of a set can be
/// kept by two numbers.
struct Movements {
    private struct Key: Hashable {
        var kind: Constraint.Kind
        var offset: Bits
        var width: Bits
        var type: OptionalID<TypeTag>
        var root: OptionalID<TypeTag>
    }

    private var numbers: [Key: UInt32] = [:]

    mutating func number(of constraint: Constraint) -> UInt32 {
        let key = Key(
            kind: constraint.kind, offset: constraint.offset, width: constraint.width,
            type: constraint.type, root: constraint.root)
        if let known = numbers[key] { return known }
        let number = UInt32(numbers.count)
        numbers[key] = number
        return number
    }
}
