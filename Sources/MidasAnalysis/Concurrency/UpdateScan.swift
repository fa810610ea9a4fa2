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
    /// Compare-exchanges that are tried until an update succeeds.
    private(set) var exchanges: [InstructionID: Commutation] = [:]

    init(_ function: Function, _ types: TypeTable) {
        self.function = function
        self.types = types
        uses = Array(repeating: 0, count: function.instructions.count)
        countUses()
        for id in function.instructions.ids where function.instructions[id].opcode == .store {
            findUpdate(id)
            if updates[id] == nil { findExtremum(id) }
        }
        for id in function.instructions.ids
        where function.instructions[id].opcode == .compareExchange {
            findExchange(id)
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
        guard operation.opcode == .binary,
            let kind = BinaryOperator(rawValue: operation.detail),
            isExact(operation.type) || kind == .minimum || kind == .maximum
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
            || (sameRoot(function.places[a].root, function.places[b].root)
                && function.projections(of: a).elementsEqual(function.projections(of: b)))
    }

    /// Pointers are read anew for every access: `if (v > s->most) s->most = v`.
    private func sameRoot(_ a: PlaceRoot, _ b: PlaceRoot) -> Bool {
        if a == b { return true }
        guard case .pointer(let one) = a, case .pointer(let other) = b, let first = strip(one)?.0,
            let second = strip(other)?.0,
            function.instructions[first].opcode == .load,
            function.instructions[second].opcode == .load,
            let left = function.instructions[first].place.id,
            let right = function.instructions[second].place.id,
            function.places[left].root == function.places[right].root
        else { return false }
        return isSetOnce(left) && samePlace(left, right)
    }

    /// A variable that holds one pointer as long as the function runs.
    private func isSetOnce(_ place: PlaceID) -> Bool {
        guard function.projections(of: place).isEmpty else { return false }
        var isChanged = false
        for step in function.instructions.elements {
            guard let target = step.place.id,
                function.places[target].root == function.places[place].root
            else { continue }
            switch step.opcode {
            case .load, .storageLive, .storageDead: continue
            case .store where !isChanged: isChanged = true
            default: return false
            }
        }
        guard isChanged else { return true }
        return plainLocal(place).map { $0.index >= function.parameterCount } ?? false
    }

    // MARK: Extrema

    /// `if (v > P) P = v`: the test and the store see one value where a lock is held.
    private mutating func findExtremum(_ store: InstructionID) {
        let stored = function.instructions[store]
        guard let place = stored.place.id, let block = function.block(of: store) else { return }
        for test in function.blocks.ids {
            guard
                case .branch(let condition, let nonZero, let zero) = function.blocks[test]
                    .terminator,
                function.through(nonZero) == block || function.through(zero) == block,
                function.through(nonZero) != function.through(zero),
                let compare = condition.value,
                function.instructions[compare].opcode == .compare
            else { continue }
            let comparison = function.instructions[compare]
            for (operand, other, isLeft) in [
                (comparison.a, comparison.b, true), (comparison.b, comparison.a, false),
            ] {
                guard let (load, _) = strip(operand), isLoad(load),
                    let source = function.instructions[load].place.id, samePlace(source, place),
                    sameValue(other, stored.a),
                    let kind = extremum(
                        comparison.detail, loadedIsLeft: isLeft,
                        isInverted: function.through(zero) == block)
                else { continue }
                updates[store] = kind
                if uses[load.index] == 1 { privateLoads.insert(load.index) }
                return
            }
        }
    }

    private func isLoad(_ id: InstructionID) -> Bool {
        let opcode = function.instructions[id].opcode
        return opcode == .load || opcode == .atomicLoad
    }

    private func extremum(_ detail: UInt8, loadedIsLeft: Bool, isInverted: Bool) -> Commutation? {
        var loadedIsLess: Bool
        switch Comparison(rawValue: detail) {
        case .less, .lessOrEqual: loadedIsLess = loadedIsLeft
        case .greater, .greaterOrEqual: loadedIsLess = !loadedIsLeft
        default: return nil
        }
        if isInverted { loadedIsLess.toggle() }
        return loadedIsLess ? .maximum : .minimum
    }

    /// The same expression over the same locals and constants.
    private func sameValue(_ a: Operand, _ b: Operand, depth: Int = 0) -> Bool {
        guard depth < 8 else { return false }
        if let first = a.constant, let second = b.constant {
            return function.constants[first] == function.constants[second]
        }
        guard let first = strip(a)?.0, let second = strip(b)?.0 else { return false }
        if first == second { return true }
        let left = function.instructions[first]
        let right = function.instructions[second]
        guard left.opcode == right.opcode, left.detail == right.detail else { return false }
        switch left.opcode {
        case .load:
            guard let one = left.place.id, let other = right.place.id else { return false }
            return samePlace(one, other)
        case .binary:
            return sameValue(left.a, right.a, depth: depth + 1)
                && sameValue(left.b, right.b, depth: depth + 1)
        default: return false
        }
    }

    // MARK: Compare and exchange

    /// `old = P; while (!exchange(P, &old, op(old, e)))`: an update in one step, if `old` serves
    /// nothing else.
    private mutating func findExchange(_ id: InstructionID) {
        let exchange = function.instructions[id]
        guard let place = exchange.place.id,
            let expected = OptionalID<PlaceTag>(raw: exchange.extra).id,
            let old = local(behind: expected), uses[id.index] > 0
        else { return }
        var loads: [InstructionID] = []
        var sources: [InstructionID] = []
        for other in function.instructions.ids {
            let step = function.instructions[other]
            guard let target = step.place.id, plainLocal(target) == old else { continue }
            switch step.opcode {
            case .load: loads.append(other)
            case .store:
                guard let (source, _) = strip(step.a), isLoad(source),
                    let origin = function.instructions[source].place.id,
                    sameTarget(origin, place)
                else { return }
                sources.append(source)
            case .storageLive, .storageDead, .addressOf: break
            default: return
            }
        }
        guard !loads.isEmpty, let kind = exchangeKind(exchange.a, loads) else { return }
        exchanges[id] = kind
        for source in sources where uses[source.index] == 1 { privateLoads.insert(source.index) }
    }

    private func exchangeKind(_ new: Operand, _ loads: [InstructionID]) -> Commutation? {
        if let (result, _) = strip(new), function.instructions[result].opcode == .binary {
            let operation = function.instructions[result]
            guard isExact(operation.type), let kind = BinaryOperator(rawValue: operation.detail)
            else { return nil }
            let isLeft = strip(operation.a).map { loads == [$0.0] } ?? false
            let isRight = strip(operation.b).map { loads == [$0.0] } ?? false
            if isLeft || isRight { return Commutation(kind, loadedIsLeft: isLeft) }
        }
        guard loads.count == 1 else { return nil }
        for compare in function.instructions.elements where compare.opcode == .compare {
            for (operand, other, isLeft) in [
                (compare.a, compare.b, true), (compare.b, compare.a, false),
            ] {
                guard strip(operand)?.0 == loads[0], sameValue(other, new) else { continue }
                return extremum(compare.detail, loadedIsLeft: isLeft, isInverted: false)
            }
        }
        return nil
    }

    private func plainLocal(_ place: PlaceID) -> LocalID? {
        guard function.projections(of: place).isEmpty,
            case .local(let local) = function.places[place].root
        else { return nil }
        return local
    }

    private func local(behind place: PlaceID) -> LocalID? {
        if let local = plainLocal(place) { return local }
        guard case .pointer(let pointer) = function.places[place].root,
            function.projections(of: place).isEmpty, let address = strip(pointer)?.0,
            function.instructions[address].opcode == .addressOf
        else { return nil }
        return function.instructions[address].place.id.flatMap { plainLocal($0) }
    }

    /// The same object, also behind an address taken of it.
    private func sameTarget(_ a: PlaceID, _ b: PlaceID) -> Bool {
        samePlace(target(a), target(b))
    }

    private func target(_ place: PlaceID) -> PlaceID {
        guard case .pointer(let pointer) = function.places[place].root,
            function.projections(of: place).isEmpty, let address = strip(pointer)?.0,
            function.instructions[address].opcode == .addressOf,
            let inner = function.instructions[address].place.id
        else { return place }
        return inner
    }
}
