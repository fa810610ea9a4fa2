import MidasBase
import MidasIR

/// Finds the calls by which a loop that waits for many things, or takes work from a queue, runs
/// handlers: indirect calls on the way from the loop to its wait, or one call beside it, whose
/// function lies in memory together with the data that it gets.
struct DispatchFinder {
    private let waits: WaitAnalysis
    private var calls: InstanceCalls { waits.calls }

    init(_ waits: WaitAnalysis) { self.waits = waits }

    static func find(_ waits: WaitAnalysis, _ loops: RequestLoopFinder) -> [Dispatch] {
        let finder = DispatchFinder(waits)
        var sites: [CallSite: [InstanceID]] = [:]
        for (loop, blocks) in zip(loops.found, loops.blocks)
        where !loop.waits.isDisjoint(with: [.demultiplex, .queue, .condition]) {
            finder.find(loop, blocks, &sites)
        }
        return sites.map { Dispatch(site: $0.key, targets: $0.value) }.sorted {
            ($0.site.instance, $0.site.instruction) < ($1.site.instance, $1.site.instruction)
        }
    }

    private func find(
        _ loop: RequestLoop, _ blocks: BitSet, _ sites: inout [CallSite: [InstanceID]]
    ) {
        guard !loop.header.isNone else { return }
        let inside = calls.calls[loop.instance].filter { blocks.contains($0.block.index) }
        let path = pathToWait(from: inside, loop.instance)
        for call in inside { consider(call, loop.instance, path, &sites) }
        var beside: [InstanceID] = path
        for instance in path { beside += directCallees(calls.calls[instance]) }
        beside += directCallees(inside)
        for instance in Set(beside).sorted() where instance != loop.instance {
            for call in calls.calls[instance] { consider(call, instance, path, &sites) }
        }
    }

    private func directCallees(_ list: [InstanceCalls.Call]) -> [InstanceID] {
        list.filter { !$0.isIndirect }.flatMap(\.callees)
    }

    /// The instances on a shortest way from the loop to something that waits.
    private func pathToWait(
        from inside: [InstanceCalls.Call], _ instance: InstanceID
    ) -> [InstanceID] {
        if inside.contains(where: { !waits.waits(of: $0, in: instance).isEmpty }) { return [] }
        var previous: [InstanceID: InstanceID] = [:]
        var seen: Set<InstanceID> = [instance]
        var level: [InstanceID] = inside.flatMap(\.callees)
        while !level.isEmpty {
            var next: [InstanceID] = []
            for callee in level where seen.insert(callee).inserted {
                if !waits.direct[callee.index].isEmpty {
                    return way(to: callee, previous)
                }
                for call in calls.calls[callee] {
                    for further in call.callees
                    where !seen.contains(further) && waits.runs(further, call, in: callee) {
                        if previous[further] == nil { previous[further] = callee }
                        next.append(further)
                    }
                }
            }
            level = next
        }
        return []
    }

    private func way(
        to last: InstanceID, _ previous: [InstanceID: InstanceID]
    ) -> [InstanceID] {
        var way = [last]
        while let before = previous[way[way.count - 1]], !way.contains(before) {
            way.append(before)
        }
        return way
    }

    private func consider(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ path: [InstanceID],
        _ sites: inout [CallSite: [InstanceID]]
    ) {
        guard call.isIndirect, isRegistered(call, instance) else { return }
        let targets = call.callees.filter {
            !path.contains($0) && waits.direct[$0.index].isEmpty
                && calls.fits($0, call, in: instance)
        }
        guard !targets.isEmpty else { return }
        sites[CallSite(instance: instance, instruction: call.instruction)] = targets
    }

    /// Whether function and data come from one place in memory: the function is loaded from a field
    /// or an element, and an argument from beside it, or is a pointer to the whole, or there is none.
    private func isRegistered(_ call: InstanceCalls.Call, _ instance: InstanceID) -> Bool {
        let function = calls.function(instance)
        let id = CallID(function.instructions[call.instruction].extra)
        guard case .indirect(let callee) = function.calls[id].callee,
            let slot = function.loadedPlace(callee), function.isPart(slot)
        else { return false }
        let pointers = function.arguments(of: id).filter {
            calls.program.types.isPointerLike(function.type(of: $0) ?? TypeID(UInt32(0)))
        }
        if pointers.isEmpty { return true }
        return pointers.contains { function.isBeside($0, slot) }
    }
}

extension Function {
    /// The place that an operand is loaded from, through casts.
    func loadedPlace(_ operand: Operand) -> PlaceID? {
        var operand = operand
        while let value = operand.value {
            let step = instructions[value]
            switch step.opcode {
            case .cast: operand = step.a
            case .load, .atomicLoad: return step.place.id
            default: return nil
            }
        }
        return nil
    }

    func type(of operand: Operand) -> TypeID? {
        operand.value.map { instructions[$0].type }
    }

    /// A field, an element or what a pointer points to.
    func isPart(_ place: PlaceID) -> Bool {
        if case .pointer = places[place].root { return true }
        return places[place].projections.count > 0
    }

    /// Whether an operand is loaded from the object that `slot` is a part of, or is its address.
    func isBeside(_ operand: Operand, _ slot: PlaceID) -> Bool {
        if let place = loadedPlace(operand), haveOneRoot(place, slot) { return true }
        guard case .pointer(let base) = places[slot].root else { return false }
        if operand == base { return true }
        guard let a = loadedPlace(operand), let b = loadedPlace(base) else { return false }
        return places[a].root == places[b].root && projections(of: a) == projections(of: b)
    }

    /// Whether two places are parts of one object; pointers count as one that are loaded from one
    /// variable.
    private func haveOneRoot(_ a: PlaceID, _ b: PlaceID) -> Bool {
        if places[a].root == places[b].root { return true }
        guard case .pointer(let x) = places[a].root, case .pointer(let y) = places[b].root,
            let first = loadedPlace(x), let second = loadedPlace(y)
        else { return false }
        return places[first].root == places[second].root
            && projections(of: first) == projections(of: second)
    }
}
