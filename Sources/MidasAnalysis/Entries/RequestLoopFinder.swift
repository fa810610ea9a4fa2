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
    private(set) var found: [RequestLoop] = []
    /// Of every found loop in the tree: its blocks.
    private(set) var blocks: [BitSet] = []

    /// A loop that waits, directly or in what it calls.
    struct Candidate {
        var loop: NaturalLoop
        var reasons: WaitReasons
        var works: Bool
    }

    init(_ waits: WaitAnalysis, roots: [InstanceID]) {
        self.waits = waits
        for root in roots { search(root) }
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
        while let instance = open.popLast() {
            guard visited.insert(instance).inserted, mayLoop(instance) else { continue }
            let accepted = accept(in: instance)
            for call in calls.calls[instance] {
                let isInside = accepted.contains { $0.loop.blocks.contains(call.block.index) }
                if isInside {
                    searchConnections(call, accepted)
                    continue
                }
                if waits.dispatches(call) { note(call, instance) }
                open += calls.runDuring(call, instance).reversed()
            }
        }
    }

    private func mayLoop(_ instance: InstanceID) -> Bool {
        !waits.transitive[instance.index].isEmpty || waits.dispatches[instance.index]
    }

    /// Takes the loops of an instance that are request loops.
    private mutating func accept(in instance: InstanceID) -> [Candidate] {
        var accepted: [Candidate] = []
        for candidate in candidates(of: instance) where candidate.works {
            let isNested = accepted.contains {
                $0.loop.blocks.contains(candidate.loop.header.index)
            }
            guard isNested || waitsItself(candidate, instance) else { continue }
            accepted.append(candidate)
            note(candidate, instance)
        }
        return accepted
    }

    /// A loop inside the request of a loop that accepts connections.
    private mutating func searchConnections(
        _ call: InstanceCalls.Call, _ around: [Candidate]
    ) {
        let inside = around.filter { $0.loop.blocks.contains(call.block.index) }
        guard inside.contains(where: { $0.reasons.contains(.accept) }) else { return }
        var open = call.callees
        while let instance = open.popLast() {
            guard visited.insert(instance).inserted, mayLoop(instance) else { continue }
            for candidate in candidates(of: instance)
            where candidate.works
                && !candidate.reasons.isDisjoint(with: [.receive, .standardInput, .queue])
            {
                note(candidate, instance)
            }
            for call in calls.calls[instance] { open += call.callees.reversed() }
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
        for callee in calls.runDuring(call, instance) {
            let reasons = waits.transitive[callee.index]
            candidate.reasons.formUnion(reasons)
            if reasons.isEmpty || waits.works[callee.index] { candidate.works = true }
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
            open += calls.runDuring(call, instance)
        }
        while let next = open.popLast() {
            guard seen.insert(next).inserted, !waits.transitive[next.index].isEmpty else {
                continue
            }
            let inner = candidates(of: next).filter(\.works)
            for call in calls.calls[next]
            where !inner.contains(where: { $0.loop.blocks.contains(call.block.index) }) {
                if !waits.waits(of: call, in: next).isEmpty { return true }
                open += calls.runDuring(call, next)
            }
        }
        return false
    }
}
