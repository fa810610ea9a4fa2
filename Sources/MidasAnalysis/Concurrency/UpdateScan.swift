import MidasBase
import MidasIR

/// Recognises, in one function, loads that only serve an update of the same place (`x += e`), and
/// what the stores change.
struct UpdateScan {
    private let function: Function
    private let types: TypeTable
    /// By instruction: how many operands take its value.
    private var uses: [UInt32]
    /// Loads whose value goes nowhere but into the store of their own update.
    private(set) var privateLoads = BitSet()
    private var updates: [InstructionID: Commutation] = [:]

    init(_ function: Function, _ types: TypeTable) {
        self.function = function
        self.types = types
        uses = Array(repeating: 0, count: function.instructions.count)
        countUses()
        for id in function.instructions.ids where function.instructions[id].opcode == .store {
            findUpdate(id)
        }
    }

    private mutating func countUses() {
        func count(_ operand: Operand, _ uses: inout [UInt32]) {
            if let value = operand.value { uses[value.index] += 1 }
        }
        for instruction in function.instructions.elements {
            count(instruction.a, &uses)
            count(instruction.b, &uses)
        }
        for operand in function.operands { count(operand, &uses) }
        for place in function.places.elements {
            if case .pointer(let operand) = place.root { count(operand, &uses) }
        }
        for projection in function.projections {
            if case .index(let operand) = projection { count(operand, &uses) }
        }
        for block in function.blocks.elements {
            switch block.terminator {
            case .branch(let operand, _, _), .switch(let operand, _, _),
                .indirectJump(let operand, _), .return(let operand), .throw(let operand),
                .resume(let operand):
                count(operand, &uses)
            case .jump, .unreachable: break
            }
        }
    }

    func isUsed(_ id: InstructionID) -> Bool { uses[id.index] > 0 }

    func change(of store: InstructionID) -> Change {
        if let commutation = updates[store] { return .update(commutation) }
        return literal(function.instructions[store].a).map { .literal($0) } ?? .assign
    }

    /// The bits of a literal, also through conversions.
    func literal(_ operand: Operand) -> UInt64? {
        if let constant = operand.constant {
            switch function.constants[constant] {
            case .integer(let bits, _), .floating(let bits, _): return bits
            case .null: return 0
            default: return nil
            }
        }
        guard let value = operand.value, function.instructions[value].opcode == .cast else {
            return nil
        }
        return literal(function.instructions[value].a)
    }

    /// `store P, (op (load P), e)`, conversions in between apart.
    private mutating func findUpdate(_ store: InstructionID) {
        let stored = function.instructions[store]
        guard let place = stored.place.id, let (result, chain) = strip(stored.a) else { return }
        let operation = function.instructions[result]
        guard operation.opcode == .binary, isExact(operation.type),
            let kind = BinaryOperator(rawValue: operation.detail)
        else { return }
        for (operand, isLeft) in [(operation.a, true), (operation.b, false)] {
            guard let (load, loadChain) = strip(operand),
                function.instructions[load].opcode == .load,
                let source = function.instructions[load].place.id, samePlace(source, place),
                let commutation = Commutation(kind, loadedIsLeft: isLeft)
            else { continue }
            updates[store] = commutation
            let isPrivate = (chain + loadChain + [result, load]).allSatisfy {
                uses[$0.index] == 1
            }
            if isPrivate { privateLoads.insert(load.index) }
            return
        }
    }

    /// The value behind conversions, and the conversions.
    private func strip(_ operand: Operand) -> (InstructionID, [InstructionID])? {
        guard var value = operand.value else { return nil }
        var chain: [InstructionID] = []
        while function.instructions[value].opcode == .cast {
            chain.append(value)
            guard let next = function.instructions[value].a.value else { return nil }
            value = next
        }
        return (value, chain)
    }

    /// Sums of floating-point numbers depend on their order.
    private func isExact(_ type: TypeID) -> Bool { types.integer(type) != nil }

    /// Whether two places of the function are one object in one evaluation: the same root and the
    /// same steps.
    private func samePlace(_ a: PlaceID, _ b: PlaceID) -> Bool {
        a == b
            || (function.places[a].root == function.places[b].root
                && function.projections(of: a).elementsEqual(function.projections(of: b)))
    }
}
