import MidasBase
import MidasDictionary
import MidasIR

/// Finds the loops whose iterations are requests: from `main` and the threads' functions inwards,
/// loops that wait for something and do something about it. Loops that only fill a buffer, and loops
/// inside a request, are none; inside the request of an accepting loop, a loop over what one
/// connection sends is one of its own.
struct RequestLoopFinder {
    private let waits: WaitAnalysis
    private var calls: InstanceCalls { waits.calls }
    private var loopsOf: [InstanceID: [Candidate]] = [:]
    private var visited: Set<InstanceID> = []
    /// What the search from one root has come to.
    private var reached: Set<InstanceID> = []
    /// Whether pointers that lead to many functions are followed to those that wait.
    private var goesEverywhere = false
    private(set) var found: [RequestLoop] = []
    /// Of every found loop in the tree: its blocks.
    private(set) var blocks: [BitSet] = []

    /// A loop that waits, directly or in what it calls.
    struct Candidate {
        var loop: NaturalLoop
        var reasons: WaitReasons
        var works: Bool

        /// Each round is a connection, not one of the events that are ready.
        var accepts: Bool { reasons.contains(.accept) && !reasons.contains(.demultiplex) }
    }

    init(_ waits: WaitAnalysis, roots: [InstanceID]) {
        self.waits = waits
        for root in roots {
            let before = found.count
            search(root)
            // Behind a table of commands or the like.
            if found.count == before, waits.mayReach[root.index] {
                visited.subtract(reached)
                goesEverywhere = true
                search(root)
                goesEverywhere = false
            }
        }
        sort()
    }

    private mutating func sort() {
        let order = found.indices.sorted {
            let (a, b) = (found[$0], found[$1])
            return (a.instance.raw, a.header.raw, a.call.raw)
                < (b.instance.raw, b.header.raw, b.call.raw)
        }
        (found, blocks) = (order.map { found[$0] }, order.map { blocks[$0] })
    }

    // MARK: Search

    private mutating func search(_ root: InstanceID) {
        var open = [root]
        reached = []
        while let instance = open.popLast() {
            guard visited.insert(instance).inserted else { continue }
            reached.insert(instance)
            guard mayLoop(instance) else { continue }
            let accepted = accept(in: instance)
            for call in calls.calls[instance] {
                let isInside = accepted.contains { $0.loop.blocks.contains(call.block.index) }
                if isInside {
                    searchConnections(call, instance, accepted)
                    continue
                }
                if waits.dispatches(call) { note(call, instance) }
                open += waits.runDuring(call, instance).reversed()
            }
        }
    }

    private func mayLoop(_ instance: InstanceID) -> Bool {
        !waits.transitive[instance.index].isEmpty || waits.dispatches[instance.index]
            || goesEverywhere && waits.mayReach[instance.index]
    }

    /// Takes the loops of an instance that are request loops.
    private mutating func accept(in instance: InstanceID) -> [Candidate] {
        var accepted: [Candidate] = []
        for candidate in candidates(of: instance) where candidate.works {
            let around = accepted.filter { $0.loop.blocks.contains(candidate.loop.header.index) }
            let isTaken =
                around.isEmpty ? waitsItself(candidate, instance) : isConnection(candidate, around)
            guard isTaken else { continue }
            accepted.append(candidate)
            note(candidate, instance)
        }
        return accepted
    }

    /// Whether a loop inside others goes over what one connection sends.
    private func isConnection(_ candidate: Candidate, _ around: [Candidate]) -> Bool {
        around.contains { $0.accepts }
            && !candidate.reasons.isDisjoint(with: [.receive, .standardInput, .queue])
    }

    /// A loop inside the request of a loop that accepts connections.
    private mutating func searchConnections(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ around: [Candidate]
    ) {
        let inside = around.filter { $0.loop.blocks.contains(call.block.index) }
        guard inside.contains(where: { $0.accepts }) else { return }
        var open = call.callees.filter { waits.runs($0, call, in: instance) }
        while let instance = open.popLast() {
            guard visited.insert(instance).inserted, mayLoop(instance) else { continue }
            for candidate in candidates(of: instance)
            where candidate.works && isConnection(candidate, inside) {
                note(candidate, instance)
            }
            for call in calls.calls[instance] {
                open += call.callees.reversed().filter { waits.runs($0, call, in: instance) }
            }
        }
    }

    private mutating func note(_ candidate: Candidate, _ instance: InstanceID) {
        found.append(
            RequestLoop(
                instance: instance, waits: candidate.reasons,
                header: OptionalID(candidate.loop.header), latches: candidate.loop.latches,
                call: .none))
        blocks.append(candidate.loop.blocks)
    }

    private mutating func note(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        found.append(
            RequestLoop(
                instance: instance, waits: .demultiplex, header: .none, latches: [],
                call: OptionalID(call.instruction)))
        blocks.append(BitSet())
    }

    // MARK: Judging loops

    /// The loops of an instance that wait for requests, outer before inner.
    private mutating func candidates(of instance: InstanceID) -> [Candidate] {
        if let known = loopsOf[instance] { return known }
        var all: [Candidate] = []
        if !waits.transitive[instance.index].isEmpty {
            let function = calls.function(instance)
            for loop in function.naturalLoops {
                var candidate = Candidate(loop: loop, reasons: [], works: false)
                for call in calls.calls[instance] where loop.blocks.contains(call.block.index) {
                    judge(call, instance, &candidate)
                }
                candidate.works = candidate.works || storesStatic(loop, function)
                if !candidate.reasons.isEmpty { all.append(candidate) }
            }
        }
        loopsOf[instance] = all
        return all
    }

    private func judge(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ candidate: inout Candidate
    ) {
        candidate.reasons.formUnion(waits.waits(of: call, in: instance))
        if waits.isWork(call) { candidate.works = true }
        candidate.reasons.formUnion(waits.waitsDuring(call, instance))
        for callee in waits.runDuring(call, instance)
        where waits.transitive[callee.index].isEmpty || waits.works[callee.index] {
            candidate.works = true
        }
    }

    private func storesStatic(_ loop: NaturalLoop, _ function: Function) -> Bool {
        for block in function.blocks.ids where loop.blocks.contains(block.index) {
            for index in function.blocks[block].instructions {
                let step = function.instructions[InstructionID(index)]
                guard step.opcode == .store, let place = step.place.id else { continue }
                if case .global = function.places[place].root { return true }
            }
        }
        return false
    }

    /// Whether the loop reaches a wait without entering another loop that does work about what it
    /// waits for: else that one is the request loop, and this one goes round it.
    private mutating func waitsItself(_ candidate: Candidate, _ instance: InstanceID) -> Bool {
        var open: [InstanceID] = []
        var seen: Set<InstanceID> = [instance]
        for call in calls.calls[instance]
        where candidate.loop.blocks.contains(call.block.index) {
            if !waits.waits(of: call, in: instance).isEmpty { return true }
            if !waits.waitsDuring(call, instance).isEmpty {
                open += waits.runDuring(call, instance)
            }
        }
        while let next = open.popLast() {
            guard seen.insert(next).inserted, !waits.transitive[next.index].isEmpty else {
                continue
            }
            let inner = candidates(of: next).filter(\.works)
            for call in calls.calls[next]
            where !inner.contains(where: { $0.loop.blocks.contains(call.block.index) }) {
                if !waits.waits(of: call, in: next).isEmpty { return true }
                if !waits.waitsDuring(call, next).isEmpty { open += waits.runDuring(call, next) }
            }
        }
        return false
    }
}
