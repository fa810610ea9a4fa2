import MidasBase
import MidasDictionary
import MidasIR

/// What a call does to a container that serves as a queue.
enum QueueOperation {
    case append
    /// Gives or removes the first element.
    case takeFirst
    /// Says whether there is one.
    case asksEmpty
}

extension ThreadView {
    /// Nil for other calls, and where it is not known what is called.
    func queueOperation(_ site: CallSite) -> QueueOperation? {
        let function = function(site.instance)
        guard function.instructions[site.instruction].opcode == .call else { return nil }
        let models = externalModels(site.instance, site.instruction)
        guard models.count == 1, let model = models.first else { return nil }
        if model.traits.contains(.appends) { return .append }
        if !model.traits.isDisjoint(with: [.readsFirst, .takesFirst]) { return .takeFirst }
        let onlyAsks = model.flows.allSatisfy {
            $0.origin.root == .receiver && $0.target.root == .result && $0.kind == .derived
        }
        guard onlyAsks, !model.flows.isEmpty else { return nil }
        return .asksEmpty
    }

    /// Whether a value only says that something is empty or not: a truth value, or a number that is
    /// compared with zero or with another variable, and nothing else.
    func asksEmptiness(_ value: InstructionID, _ function: Function) -> Bool {
        if case .bool = program.types[function.instructions[value].type] { return true }
        var isCompared = false
        for step in function.instructions.elements
        where step.a.value == value || step.b.value == value {
            switch step.opcode {
            case .compare:
                let other = step.a.value == value ? step.b : step.a
                guard isZeroOrLoad(other, function) else { return false }
                isCompared = true
            case .cast:
                guard
                    let cast = function.instructions.ids.first(where: {
                        function.instructions[$0].opcode == .cast
                            && function.instructions[$0].a.value == value
                    }), asksEmptiness(cast, function)
                else { return false }
                isCompared = true
            default: return false
            }
        }
        return isCompared
    }

    private func isZeroOrLoad(_ operand: Operand, _ function: Function) -> Bool {
        if let constant = operand.constant {
            if case .integer(let bits, _) = function.constants[constant] { return bits == 0 }
            return false
        }
        guard let value = operand.value else { return false }
        switch function.instructions[value].opcode {
        case .load, .atomicLoad: return true
        case .cast: return isZeroOrLoad(function.instructions[value].a, function)
        default: return false
        }
    }
}

/// The variable that counts through a ring, and how its value becomes a position.
struct RingCursor: Hashable {
    enum Variable: Hashable {
        case cell(CellID)
        case local(InstanceID, LocalID)
    }

    var variable: Variable
    /// What the value is reduced by, as the source has it.
    var shape: UInt64

    /// The cursor in the index of a place; nil where there is none.
    init?(_ place: PlaceID, _ instance: InstanceID, _ view: ThreadView) {
        let function = view.function(instance)
        guard let index = Self.index(of: place, function) else { return nil }
        var hash = StableHash()
        var operand = index
        for _ in 0..<12 {
            guard let value = operand.value else { return nil }
            let step = function.instructions[value]
            switch step.opcode {
            case .cast: operand = step.a
            case .binary:
                guard [.remainder, .and].contains(BinaryOperator(rawValue: step.detail) ?? .add),
                    step.b.constant != nil || step.b.value != nil
                else { return nil }
                hash.combine(UInt64(step.detail))
                if let constant = step.b.constant,
                    case .integer(let bits, _) = function.constants[constant]
                {
                    hash.combine(bits)
                }
                operand = step.a
            case .load, .atomicLoad:
                guard let place = step.place.id else { return nil }
                if let stored = function.onlyStore(to: place) {
                    operand = stored
                    continue
                }
                guard let variable = Self.variable(place, instance, view) else { return nil }
                self.variable = variable
                shape = hash.finish()
                return
            case .call:
                let models = view.externalModels(instance, value)
                guard models.count == 1, let load = models[0].synchronisations.first,
                    load.role == .atomicLoad
                else { return nil }
                let cells = view.cells(of: load.object, instance, value)
                guard cells.count == 1 else { return nil }
                variable = .cell(cells[0])
                shape = hash.finish()
                return
            default: return nil
            }
        }
        return nil
    }

    private static func index(of place: PlaceID, _ function: Function) -> Operand? {
        for projection in function.projections(of: place).reversed() {
            if case .index(let index) = projection { return index }
        }
        guard case .pointer(let pointer) = function.places[place].root,
            var value = pointer.value
        else { return nil }
        for _ in 0..<6 {
            let step = function.instructions[value]
            switch step.opcode {
            case .pointerAdd: return step.b
            case .addressOf: return step.place.id.flatMap { index(of: $0, function) }
            case .cast: guard let next = step.a.value else { return nil }; value = next
            case .load:
                guard let next = step.place.id.flatMap({ function.onlyStore(to: $0) })?.value else {
                    return nil
                }
                value = next
            case .call:
                let arguments = function.arguments(of: CallID(step.extra))
                return arguments.count == 2 ? arguments.last : nil
            default: return nil
            }
        }
        return nil
    }

    private static func variable(_ place: PlaceID, _ instance: InstanceID, _ view: ThreadView)
        -> Variable?
    {
        let function = view.function(instance)
        if case .local(let local) = function.places[place].root,
            function.projections(of: place).isEmpty
        {
            return .local(instance, local)
        }
        let cells = view.cells(place, instance)
        guard cells.count == 1, let cell = cells.first else { return nil }
        return .cell(cell)
    }
}
