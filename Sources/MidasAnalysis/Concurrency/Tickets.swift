import MidasBase
import MidasDictionary
import MidasIR

/// Elements whose index is a number that a counter gives to one thread only: what `fetch_add` returned,
/// or `next++` under a lock, while nothing but such additions changes the counter.
struct Tickets {
    private let view: ThreadView
    /// Calls and instructions that draw from a counter.
    private var draws: [CallSite: CellID] = [:]
    /// Draws whose number serves nothing but the work that has it.
    private(set) var privateDraws: Set<CallSite> = []

    init(_ view: ThreadView, _ reach: ThreadReach, _ locksets: Locksets) {
        self.view = view
        var locked = LockedDraws(view, locksets)
        var found: [CallSite: CellID] = [:]
        var excluded: Set<CellID> = []
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            let isInitialiser =
                view.program.symbols[view.function(instance).symbol].kind == .variable
            for access in AccessScan(view, instance).accesses
            where access.isWrite {
                if locked.add(access) { continue }
                guard access.isAtomic, access.cells.count == 1, let cell = access.cells.first,
                    access.change == .update(.sum)
                else {
                    if !isInitialiser { excluded.formUnion(access.cells) }
                    continue
                }
                found[access.site] = cell
            }
        }
        draws = found.filter { !excluded.contains($0.value) && isStep($0.key) }
        let atomic = Set(found.values)
        for (site, cell) in locked.draws(excluding: excluded.union(atomic)) { draws[site] = cell }
        for draw in draws.keys where TicketUses.arePrivate(draw, view, self) {
            privateDraws.insert(draw)
        }
    }

    /// Whether all draws from a counter serve nothing but the work that has the number.
    func isPrivate(_ counter: CellID) -> Bool {
        draws.allSatisfy { $0.value != counter || privateDraws.contains($0.key) }
    }

    func isDraw(_ site: CallSite) -> Bool { draws[site] != nil }

    /// The addition is of a number that is not zero.
    private func isStep(_ site: CallSite) -> Bool {
        let function = view.function(site.instance)
        let instruction = function.instructions[site.instruction]
        let trace = ThreadValueTrace(function, view.program.types)
        if instruction.opcode == .atomicUpdate {
            return trace.literal(instruction.a).map { $0 != 0 } ?? false
        }
        guard instruction.opcode == .call else { return false }
        let amount = function.arguments(of: CallID(instruction.extra)).dropFirst().first
        // `counter++` of a class has an argument that means nothing: 0.
        return amount.map { trace.literal($0) != nil } ?? true
    }

    /// The counter that an access' index was drawn from.
    func counter(of access: MemoryAccess) -> CellID? {
        access.place.flatMap { counter(of: $0, access.instance) }
    }

    /// The counter that the index of a place was drawn from.
    func counter(of place: PlaceID, _ instance: InstanceID) -> CellID? {
        guard !draws.isEmpty else { return nil }
        let function = view.function(instance)
        for projection in function.projections(of: place) {
            guard case .index(let index) = projection else { continue }
            return counter(behind: index, function, instance)
        }
        guard case .pointer(let pointer) = function.places[place].root, let address = pointer.value
        else { return nil }
        return elementCounter(address, function, instance)
    }

    private func elementCounter(
        _ address: InstructionID, _ function: Function, _ instance: InstanceID
    ) -> CellID? {
        let instruction = function.instructions[address]
        switch instruction.opcode {
        case .cast:
            return instruction.a.value.flatMap { elementCounter($0, function, instance) }
        case .pointerAdd: return counter(behind: instruction.b, function, instance)
        case .addressOf:
            guard let place = instruction.place.id else { return nil }
            for projection in function.projections(of: place) {
                guard case .index(let index) = projection else { continue }
                return counter(behind: index, function, instance)
            }
            return nil
        case .call:
            return view.subscriptIndex(instance, address).flatMap {
                counter(behind: $0, function, instance)
            }
        default: return nil
        }
    }

    private func counter(
        behind index: Operand, _ function: Function, _ instance: InstanceID
    ) -> CellID? {
        var operand = index
        for _ in 0..<8 {
            guard let value = operand.value else { return nil }
            if let cell = draws[CallSite(instance: instance, instruction: value)] { return cell }
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: operand = instruction.a
            case .load:
                guard let place = instruction.place.id,
                    let stored = function.onlyStore(to: place)
                else { return nil }
                operand = stored
            default: return nil
            }
        }
        return nil
    }
}

extension Function {
    /// What the only store to a plain local writes, where its address is not taken.
    func onlyStore(to place: PlaceID) -> Operand? {
        guard projections(of: place).isEmpty, case .local(let local) = places[place].root,
            local.index >= parameterCount
        else { return nil }
        var found: Operand?
        for step in instructions.elements {
            guard let target = step.place.id, places[target].root == .local(local) else { continue }
            switch step.opcode {
            case .load, .storageLive, .storageDead: continue
            case .store where found == nil: found = step.a
            default: return nil
            }
        }
        return found
    }
}
