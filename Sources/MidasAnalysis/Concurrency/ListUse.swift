import MidasBase
import MidasIR

/// How one function uses the list whose head lies at a place.
struct ListUse {
    let function: Function
    let head: PlaceID
    let record: RecordID
    let field: UInt32

    init(_ function: Function, _ head: PlaceID, _ record: RecordID, _ field: UInt32) {
        self.function = function
        self.head = head
        self.record = record
        self.field = field
    }

    /// `head = first->next`, or `head = NULL` where the whole list has been taken.
    func takesFirst(_ store: InstructionID) -> Bool {
        let stored = function.instructions[store].a
        if function.isNull(stored) {
            return function.instructions.elements.contains { step in
                guard step.opcode == .store, isFirst(step.a), let place = step.place.id,
                    case .local = function.places[place].root
                else { return false }
                return true
            }
        }
        guard let value = stored.value, function.instructions[value].opcode == .load,
            let node = node(function.instructions[value].place.id)
        else { return false }
        return isFirst(node)
    }

    /// A node that is put on: what was first is behind it, or the list is empty.
    func links(_ store: InstructionID) -> Bool {
        let put = function.instructions[store].a
        let keepsRest = function.instructions.elements.contains { step in
            guard step.opcode == .store, let node = node(step.place.id), isFirst(step.a) else {
                return false
            }
            return isSame(node, put)
        }
        return keepsRest || isBehindNullTest(store)
    }

    /// The pointer to the node whose link a place is.
    private func node(_ place: PlaceID?) -> Operand? {
        guard let place, case .pointer(let pointer) = function.places[place].root,
            function.projections(of: place).elementsEqual([.field(record, field)])
        else { return nil }
        return pointer
    }

    private func isFirst(_ operand: Operand) -> Bool {
        guard let value = operand.value, function.instructions[value].opcode == .load,
            let place = function.instructions[value].place.id
        else { return false }
        if isHead(place) { return true }
        return function.onlyStore(to: place).map { isFirst($0) } ?? false
    }

    private func isHead(_ place: PlaceID) -> Bool {
        function.places[place].root == function.places[head].root
            && function.projections(of: place).elementsEqual(function.projections(of: head))
            || isMember(place)
    }

    /// The same member of what the same variable points to.
    private func isMember(_ place: PlaceID) -> Bool {
        guard case .pointer(let one) = function.places[place].root,
            case .pointer(let other) = function.places[head].root,
            function.projections(of: place).elementsEqual(function.projections(of: head))
        else { return false }
        return isSame(one, other)
    }

    private func isSame(_ a: Operand, _ b: Operand) -> Bool {
        if a == b { return true }
        guard let first = a.value, let second = b.value,
            function.instructions[first].opcode == .load,
            function.instructions[second].opcode == .load,
            let one = function.instructions[first].place.id,
            let other = function.instructions[second].place.id
        else { return false }
        return function.places[one].root == function.places[other].root
            && function.projections(of: one).elementsEqual(function.projections(of: other))
    }

    /// The store is on the arm of a test on which a pointer to a node is null.
    private func isBehindNullTest(_ store: InstructionID) -> Bool {
        guard let block = function.block(of: store) else { return false }
        return function.blocks.ids.contains { test in
            guard
                case .branch(let condition, let nonZero, let zero) = function.blocks[test]
                    .terminator,
                let load = function.tested(condition),
                let type = function.instructions[load].place.id.map({ function.places[$0].type }),
                type == function.places[head].type
            else { return false }
            let isInverted = function.isNegated(condition)
            return function.through(isInverted ? nonZero : zero) == block
        }
    }
}

extension Function {
    func isNull(_ operand: Operand) -> Bool {
        var operand = operand
        while let value = operand.value, instructions[value].opcode == .cast {
            operand = instructions[value].a
        }
        switch operand.constant.map({ constants[$0] }) {
        case .null: return true
        case .integer(let bits, _): return bits == 0
        default: return false
        }
    }

    /// The load that a condition compares with nothing.
    func tested(_ condition: Operand) -> InstructionID? {
        var operand = condition
        for _ in 0..<6 {
            guard let value = operand.value else { return nil }
            let step = instructions[value]
            switch step.opcode {
            case .load: return value
            case .cast: operand = step.a
            case .unary where step.detail == UnaryOperator.logicalNot.rawValue: operand = step.a
            case .compare:
                guard isNull(step.b) else { return nil }
                operand = step.a
            default: return nil
            }
        }
        return nil
    }

    /// Whether a condition holds where what it tests is nothing.
    func isNegated(_ condition: Operand) -> Bool {
        var operand = condition
        var isNegated = false
        while let value = operand.value {
            let step = instructions[value]
            switch step.opcode {
            case .cast: break
            case .unary where step.detail == UnaryOperator.logicalNot.rawValue: isNegated.toggle()
            case .compare: if step.detail == Comparison.equal.rawValue { isNegated.toggle() }
            default: return isNegated
            }
            operand = step.a
        }
        return isNegated
    }

    /// Past blocks that do nothing.
    func through(_ block: BlockID) -> BlockID {
        var block = block
        for _ in 0..<8 {
            guard blocks[block].instructions.isEmpty,
                case .jump(let next) = blocks[block].terminator
            else { return block }
            block = next
        }
        return block
    }

    /// `a && b` in either order: one of two tests comes right after the other, and both go on to the
    /// same place where they do not both hold.
    func isJoined(_ one: BlockID, _ other: BlockID) -> Bool {
        guard case .branch(_, let first, let second) = blocks[one].terminator,
            case .branch(_, let third, let fourth) = blocks[other].terminator
        else { return false }
        let mine = [first, second].map { through($0) }
        let its = [third, fourth].map { through($0) }
        let isNext = mine.contains(through(other)) || its.contains(through(one))
        return isNext && mine.contains(where: its.contains)
    }
}
