import MidasBase
import MidasDictionary
import MidasIR

/// Whether a value or a place is a function of a drawn number and of what is the same for all threads:
/// whoever draws the number then does the same.
struct TicketWork {
    private let view: ThreadView
    private let instance: InstanceID
    private let function: Function
    private let tickets: Tickets
    private let stores: [LocalID: [Instruction]]
    /// Locals that begin anew in every round.
    private let declared: Set<LocalID>
    /// What else is the thread's work: nodes that it took.
    private let isTaken: (Operand) -> Bool

    init(
        _ view: ThreadView, _ instance: InstanceID, _ tickets: Tickets, _ loop: NaturalLoop?,
        isTaken: @escaping (Operand) -> Bool = { _ in false }
    ) {
        self.isTaken = isTaken
        self.view = view
        self.instance = instance
        self.tickets = tickets
        let function = view.function(instance)
        self.function = function
        var stores: [LocalID: [Instruction]] = [:]
        var declared: Set<LocalID> = []
        for id in function.instructions.ids {
            let step = function.instructions[id]
            guard let place = step.place.id, case .local(let local) = function.places[place].root
            else { continue }
            switch step.opcode {
            case .storageLive:
                let block = function.block(of: id)?.index
                if loop.map({ loop in block.map { loop.blocks.contains($0) } ?? false }) ?? true {
                    declared.insert(local)
                }
            case .load, .storageDead: break
            default: stores[local, default: []].append(step)
            }
        }
        self.stores = stores
        self.declared = declared
    }

    func isOf(_ operand: Operand) -> Bool {
        var open: Set<LocalID> = []
        return isOf(operand, &open, depth: 0)
    }

    func isOf(_ place: PlaceID?) -> Bool {
        guard let place else { return false }
        var open: Set<LocalID> = []
        return isOf(place, &open, depth: 0)
    }

    private func isOf(_ operand: Operand, _ open: inout Set<LocalID>, depth: Int) -> Bool {
        guard depth < 16 else { return false }
        if let place = operand.place { return isOf(place, &open, depth: depth + 1) }
        guard let value = operand.value else { return true }
        if tickets.isDraw(CallSite(instance: instance, instruction: value)) { return true }
        if isTaken(operand) { return true }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .unary: return isOf(step.a, &open, depth: depth + 1)
        case .binary, .compare, .pointerAdd, .pointerDifference:
            return isOf(step.a, &open, depth: depth + 1) && isOf(step.b, &open, depth: depth + 1)
        case .load, .atomicLoad:
            if isOneObject(operand) { return true }
            return step.place.id.map { isOf($0, &open, depth: depth + 1) } ?? false
        case .addressOf: return step.place.id.map { isOf($0, &open, depth: depth + 1) } ?? false
        case .call:
            return isComputation(value)
                && function.arguments(of: CallID(step.extra)).allSatisfy {
                    isOf($0, &open, depth: depth + 1)
                }
        default: return false
        }
    }

    private func isOf(_ place: PlaceID, _ open: inout Set<LocalID>, depth: Int) -> Bool {
        switch function.places[place].root {
        case .local(let local): guard isOf(local, &open, depth: depth) else { return false }
        case .global(let symbol):
            if view.program.symbols[symbol].flags.contains(.isThreadLocal) { return false }
        case .pointer(let pointer):
            guard isOf(pointer, &open, depth: depth + 1) else { return false }
        case .result: return false
        }
        for projection in function.projections(of: place) {
            guard case .index(let index) = projection else { continue }
            guard isOf(index, &open, depth: depth + 1) else { return false }
        }
        return true
    }

    private func isOf(_ local: LocalID, _ open: inout Set<LocalID>, depth: Int) -> Bool {
        guard local.index >= Int(function.parameterCount) else { return false }
        guard open.insert(local).inserted else { return true }
        let written = stores[local, default: []]
        guard declared.contains(local) || written.count == 1 else { return false }
        for step in written {
            switch step.opcode {
            case .store: guard isOf(step.a, &open, depth: depth + 1) else { return false }
            case .zero, .initializeBytes, .addressOf: continue
            default: return false
            }
        }
        return true
    }

    /// The same pointer on every thread: to the one object that there is.
    private func isOneObject(_ operand: Operand) -> Bool {
        let cells = view.pointees(operand, instance)
        guard cells.count == 1, let cell = cells.first else { return false }
        return view.facts.objects[view.facts.cells[cell].object].isSingle
            && !view.facts.cells[cell].isElement
    }

    private func isComputation(_ call: InstructionID) -> Bool {
        let targets = view.targets(instance, call)
        return !targets.isEmpty
            && targets.allSatisfy { target in
                switch target {
                case .instance(let callee): return WritingFunctions.writesNothing(callee, view)
                case .external(let symbol):
                    return view.models[symbol].map { WritingFunctions.isComputation($0) } ?? false
                }
            }
    }
}
