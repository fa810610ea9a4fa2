import MidasBase
import MidasDictionary
import MidasIR

/// Whether a function uses a number that it drew only to do the work that has the number: who drew it
/// then does not show.
struct TicketUses {
    private let view: ThreadView
    private let instance: InstanceID
    private let function: Function
    private let tickets: Tickets
    private let updates: UpdateScan
    /// Values, and locals, that depend on the number.
    private var values = BitSet()
    private var locals: Set<LocalID> = []

    /// The innermost loop around the draw.
    private let loop: NaturalLoop?
    private let work: TicketWork

    private init(_ view: ThreadView, _ draw: CallSite, _ tickets: Tickets) {
        self.view = view
        instance = draw.instance
        self.tickets = tickets
        function = view.function(draw.instance)
        updates = UpdateScan(function, view.program.types)
        let block = function.block(of: draw.instruction)
        loop = block.flatMap { block in
            view.function(draw.instance).naturalLoops.last { $0.blocks.contains(block.index) }
        }
        work = TicketWork(view, draw.instance, tickets, loop)
    }

    /// O(instructions of the function × depth of its dependences).
    static func arePrivate(_ draw: CallSite, _ view: ThreadView, _ tickets: Tickets) -> Bool {
        var uses = TicketUses(view, draw, tickets)
        uses.values.insert(draw.instruction.index)
        uses.locals = uses.carriedLocals
        var changed = true
        while changed {
            changed = false
            for id in uses.function.instructions.ids where uses.spread(id) { changed = true }
        }
        return uses.function.instructions.ids.allSatisfy { uses.isHarmless($0) }
            && uses.branchesAreHarmless(draw)
    }

    /// Locals that the rounds of the drawing loop change and hand to each other: they tell how much
    /// this thread did.
    private var carriedLocals: Set<LocalID> {
        guard let loop else { return [] }
        var changed: Set<LocalID> = []
        var declared: Set<LocalID> = []
        for id in function.instructions.ids where isInLoop(id, loop) {
            let step = function.instructions[id]
            guard let place = step.place.id, let local = local(place) else { continue }
            switch step.opcode {
            case .storageLive: declared.insert(local)
            case .load, .storageDead, .addressOf: break
            default: if !isDraw(step.a) { changed.insert(local) }
            }
        }
        return changed.subtracting(declared)
    }

    private func isInLoop(_ id: InstructionID, _ loop: NaturalLoop) -> Bool {
        function.block(of: id).map { loop.blocks.contains($0.index) } ?? false
    }

    private func isDraw(_ operand: Operand) -> Bool {
        guard let value = operand.value else { return false }
        if function.instructions[value].opcode == .cast {
            return isDraw(function.instructions[value].a)
        }
        return tickets.isDraw(CallSite(instance: instance, instruction: value))
    }

    private func depends(_ operand: Operand) -> Bool {
        operand.value.map { values.contains($0.index) } ?? false
    }

    private func depends(_ place: PlaceID) -> Bool {
        switch function.places[place].root {
        case .local(let local): if locals.contains(local) { return true }
        case .pointer(let pointer): if depends(pointer) { return true }
        case .global, .result: break
        }
        return function.projections(of: place).contains {
            guard case .index(let index) = $0 else { return false }
            return depends(index)
        }
    }

    private func local(_ place: PlaceID) -> LocalID? {
        guard case .local(let local) = function.places[place].root else { return nil }
        return local
    }

    /// Whether the instruction carries the number on, for the first time.
    private mutating func spread(_ id: InstructionID) -> Bool {
        let step = function.instructions[id]
        switch step.opcode {
        case .store, .copy:
            guard let place = step.place.id, let local = local(place), carries(step) else {
                return false
            }
            return locals.insert(local).inserted
        case .call:
            guard !values.contains(id.index), callDepends(step) else { return false }
            values.insert(id.index)
            if let result = function.calls[CallID(step.extra)].result.id.flatMap({ local($0) }) {
                locals.insert(result)
            }
            return true
        default:
            guard !values.contains(id.index) else { return false }
            let isDependent =
                depends(step.a) || depends(step.b)
                || (step.opcode != .storageLive && step.opcode != .storageDead
                    && step.place.id.map { depends($0) } ?? false)
            guard isDependent else { return false }
            values.insert(id.index)
            return true
        }
    }

    private func carries(_ step: Instruction) -> Bool {
        if depends(step.a) { return true }
        guard step.opcode == .copy else { return false }
        return OptionalID<PlaceTag>(raw: step.extra).id.map { depends($0) } ?? false
    }

    private func callDepends(_ step: Instruction) -> Bool {
        function.arguments(of: CallID(step.extra)).contains { operand in
            depends(operand) || (operand.place.map { depends($0) } ?? false)
        }
    }

    // MARK: Effects

    /// The instruction leaves nothing that tells who drew the number.
    private func isHarmless(_ id: InstructionID) -> Bool {
        let step = function.instructions[id]
        switch step.opcode {
        case .store:
            guard let place = step.place.id, local(place) == nil else { return true }
            guard depends(step.a) || depends(place) || isRepeated(id) else { return true }
            if isOwn(place, id) { return work.isOf(step.a) }
            return isUpdate(id) && work.isOf(place)
        case .copy, .zero, .initializeBytes:
            guard let place = step.place.id, local(place) == nil else { return true }
            guard depends(place) || carries(step) || isRepeated(id) else { return true }
            return isOwn(place, id) && (step.opcode != .copy || work.isOf(source(step)))
        case .atomicUpdate:
            if tickets.isDraw(CallSite(instance: instance, instruction: id)) { return true }
            guard depends(step.a) || isRepeated(id) else { return true }
            return Commutation(AtomicOperation(rawValue: step.extra) ?? .exchange) != nil
                && !updates.isUsed(id) && (step.place.id.map { work.isOf($0) } ?? false)
        case .atomicStore, .compareExchange:
            return !depends(step.a) && !(step.place.id.map { depends($0) } ?? false)
                && !isRepeated(id)
        case .call: return !(callDepends(step) || isRepeated(id)) || isHarmlessCall(id)
        default: return true
        }
    }

    /// It runs as often as this thread draws.
    private func isRepeated(_ id: InstructionID) -> Bool { loop.map { isInLoop(id, $0) } ?? false }

    private func source(_ copy: Instruction) -> PlaceID? {
        OptionalID<PlaceTag>(raw: copy.extra).id
    }

    private func isOwn(_ place: PlaceID, _ id: InstructionID) -> Bool {
        tickets.counter(of: place, instance) != nil
    }

    private func isUpdate(_ id: InstructionID) -> Bool {
        if case .update = updates.change(of: id) { return true }
        return false
    }

    /// The call only computes, chooses an element, or adds to a number that nobody reads here.
    private func isHarmlessCall(_ id: InstructionID) -> Bool {
        let targets = view.targets(instance, id)
        guard !targets.isEmpty else { return false }
        return targets.allSatisfy { target in
            switch target {
            case .external(let symbol):
                guard let model = view.models[symbol] else { return false }
                if model.synchronisations.contains(where: { $0.role == .atomicUpdate }) {
                    return !updates.isUsed(id)
                        || tickets.isDraw(CallSite(instance: instance, instruction: id))
                }
                return model.channels.isEmpty && model.callbacks.isEmpty
                    && model.overwrites.isEmpty
                    && model.synchronisations.allSatisfy {
                        $0.role == .lock || $0.role == .unlock
                    }
                    && model.flows.allSatisfy { $0.target.root == .result }
            case .instance(let callee): return WritingFunctions.writesNothing(callee, view)
            }
        }
    }

    /// Only whether the work goes on may hang on the number.
    private func branchesAreHarmless(_ draw: CallSite) -> Bool {
        let loops = function.naturalLoops
        return function.blocks.ids.allSatisfy { block in
            switch function.blocks[block].terminator {
            case .branch(let condition, let first, let second):
                guard depends(condition) else { return true }
                return loops.contains { loop in
                    loop.blocks.contains(block.index)
                        && loop.blocks.contains(first.index) != loop.blocks.contains(second.index)
                } || leaves(first) || leaves(second)
            case .switch(let condition, _, _), .indirectJump(let condition, _):
                return !depends(condition)
            case .return(let value), .throw(let value), .resume(let value):
                return !depends(value)
            case .jump, .unreachable: return true
            }
        }
    }

    /// Straight out of the function.
    private func leaves(_ block: BlockID) -> Bool {
        var block = block
        for _ in 0..<4 {
            switch function.blocks[block].terminator {
            case .return: return true
            case .jump(let next): block = next
            default: return false
            }
        }
        return false
    }
}

/// Functions that change nothing but their own locals.
enum WritingFunctions {
    static func writesNothing(_ instance: InstanceID, _ view: ThreadView, depth: Int = 0) -> Bool {
        guard depth < 4 else { return false }
        let function = view.function(instance)
        return function.instructions.ids.allSatisfy { id in
            let step = function.instructions[id]
            switch step.opcode {
            case .store, .copy, .zero, .initializeBytes:
                guard let place = step.place.id else { return true }
                switch function.places[place].root {
                case .local, .result: return true
                case .pointer, .global:
                    return view.cells(place, instance).allSatisfy { isLocal($0, instance, view) }
                }
            case .atomicStore, .atomicUpdate, .compareExchange: return false
            case .call:
                let targets = view.targets(instance, id)
                return !targets.isEmpty
                    && targets.allSatisfy { target in
                        switch target {
                        case .instance(let callee):
                            return writesNothing(callee, view, depth: depth + 1)
                        case .external(let symbol):
                            return view.models[symbol].map { isComputation($0) } ?? false
                        }
                    }
            default: return true
            }
        }
    }

    private static func isLocal(_ cell: CellID, _ instance: InstanceID, _ view: ThreadView) -> Bool
    {
        if case .local(instance, _) = view.facts.objects[view.facts.cells[cell].object].kind {
            return true
        }
        return false
    }

    static func isComputation(_ model: FunctionModel) -> Bool {
        model.synchronisations.isEmpty && model.channels.isEmpty && model.outputs.isEmpty
            && model.overwrites.isEmpty && model.callbacks.isEmpty
            && model.flows.allSatisfy { $0.target.root == .result }
    }
}
