import MidasBase
import MidasDictionary
import MidasIR

/// The code that one handler runs, cut into runs at the calls that matter: nested calls of other
/// tiers, and calls of functions that may reach one.
struct HandlerCode {
    /// A run of instructions of one block. A call that it is cut at is its last instruction.
    struct Run {
        var instance: InstanceID
        var instructions: Range<Int>
        var end: End
    }

    enum End {
        /// On in these runs.
        case goOn([Int])
        /// A nested call, by number; then on in the next run.
        case message(Int, next: Int)
        case call([InstanceID], next: Int)
        case leave
    }

    private(set) var runs: [Run] = []
    let root: InstanceID
    /// Nested calls in it, by number.
    private(set) var messages: [CallSite] = []
    private var firstRun: [InstanceID: Int] = [:]
    /// By instance: the runs behind calls of it.
    private var returnsTo: [InstanceID: [Int]] = [:]
    /// Instances that may return without a nested call.
    private var isTransparent: Set<InstanceID> = []

    /// O(instructions of what the handler calls, times the depth of its calls).
    init(_ root: InstanceID, _ context: FlowContext, isMessage: (CallSite) -> Bool) {
        self.root = root
        let handlers = Self.cutCalls(context)
        var open = [root]
        var seen: Set<InstanceID> = [root]
        while let instance = open.popLast() {
            for callee in add(instance, context, handlers, isMessage)
            where seen.insert(callee).inserted {
                open.append(callee)
            }
        }
        findTransparent()
    }

    /// What a dispatching call runs is a request of its own.
    private static func cutCalls(_ context: FlowContext) -> [CallSite: [InstanceID]] {
        var cut: [CallSite: [InstanceID]] = [:]
        for dispatch in context.entries.dispatches { cut[dispatch.site] = dispatch.targets }
        return cut
    }

    /// Cuts the blocks of an instance; gives the instances that it calls.
    private mutating func add(
        _ instance: InstanceID, _ context: FlowContext, _ handlers: [CallSite: [InstanceID]],
        _ isMessage: (CallSite) -> Bool
    ) -> [InstanceID] {
        let function = context.function(instance)
        var called: [InstanceID] = []
        var blockStarts: [Int] = []
        var lastRuns: [Int] = []
        for block in function.blocks.ids {
            blockStarts.append(runs.count)
            var start = Int(function.blocks[block].start)
            for index in function.blocks[block].instructions
            where function.instructions[InstructionID(index)].opcode == .call {
                let site = CallSite(instance: instance, instruction: InstructionID(index))
                let callees = self.callees(of: site, context, handlers[site] ?? [])
                if isMessage(site) {
                    append(
                        instance, start..<index + 1, .message(messages.count, next: runs.count + 1))
                    messages.append(site)
                } else if neverReturns(site, context) {
                    append(instance, start..<index + 1, .goOn([]))
                } else if !callees.isEmpty {
                    append(instance, start..<index + 1, .call(callees, next: runs.count + 1))
                    called += callees
                    for callee in callees { returnsTo[callee, default: []].append(runs.count) }
                } else {
                    continue
                }
                start = index + 1
            }
            lastRuns.append(runs.count)
            append(instance, start..<Int(function.blocks[block].end), .leave)
        }
        for block in function.blocks.ids {
            var next: [Int] = []
            function.forEachSuccessor(of: block) { next.append(blockStarts[$0.index]) }
            if !next.isEmpty || function.blocks[block].terminator == .unreachable {
                runs[lastRuns[block.index]].end = .goOn(next)
            }
        }
        firstRun[instance] = blockStarts[0]
        return called
    }

    private mutating func append(_ instance: InstanceID, _ range: Range<Int>, _ end: End) {
        runs.append(Run(instance: instance, instructions: range, end: end))
    }

    /// Whether all that a call may run ends the process.
    private func neverReturns(_ site: CallSite, _ context: FlowContext) -> Bool {
        let targets = context.targets(site.instance, site.instruction)
        return !targets.isEmpty
            && targets.allSatisfy { target in
                guard case .external(let symbol) = target else { return false }
                return context.program.symbols[symbol].flags.contains(.neverReturns)
                    || context.models[symbol]?.traits.contains(.neverReturns) ?? false
            }
    }

    private func callees(
        of site: CallSite, _ context: FlowContext, _ handlers: [InstanceID]
    ) -> [InstanceID] {
        let targets = context.targets(site.instance, site.instruction)
        var all: [InstanceID] = targets.compactMap {
            if case .instance(let callee) = $0 { callee } else { nil }
        }
        all += context.callbacksDuring(site.instance, site.instruction, targets).map(\.target)
        return all.filter { !handlers.contains($0) }
    }

    private mutating func findTransparent() {
        var isChanged = true
        while isChanged {
            isChanged = false
            for instance in firstRun.keys where !isTransparent.contains(instance) {
                guard let start = firstRun[instance] else { continue }
                var seen: Set<Int> = [start]
                var open = [start]
                while let run = open.popLast() {
                    if case .leave = runs[run].end {
                        isTransparent.insert(instance)
                        isChanged = true
                        break
                    }
                    for next in within(run) where seen.insert(next).inserted { open.append(next) }
                }
            }
        }
    }

    /// Runs of the same instance that may come next without a nested call in between.
    private func within(_ run: Int) -> [Int] {
        switch runs[run].end {
        case .goOn(let next): next
        case .call(let callees, let next):
            callees.contains { isTransparent.contains($0) } ? [next] : []
        case .message, .leave: []
        }
    }

    // MARK: Slivers

    /// Runs between a begin and an end.
    struct Region {
        /// The nested call at its end; nil for the return of the handler.
        var end: Int?
        /// Ascending.
        var runs: [Int]
    }

    /// What may run from the request (nil), or from the answer to a nested call, to the next message:
    /// a region for each message that it may be.
    func regions(from message: Int?) -> [Region] {
        let walk = walk(from: message)
        var ends: [Int?: [Int]] = [:]
        for node in walk.order {
            switch runs[node / 2].end {
            case .message(let number, _): ends[number, default: []].append(node)
            case .leave where runs[node / 2].instance == root && returnsFromRoot(node, message):
                ends[nil, default: []].append(node)
            default: break
            }
        }
        let keys = ends.keys.sorted { ($0 ?? Int.max) < ($1 ?? Int.max) }
        return keys.map { Region(end: $0, runs: walk.leading(to: ends[$0] ?? [])) }
    }

    /// Whether leaving the root here ends the request, not a call of the handler by itself.
    private func returnsFromRoot(_ node: Int, _ message: Int?) -> Bool {
        message == nil || node % 2 == 1 || returnsTo[root] == nil
    }

    /// Reached points: a run, entered from above (even), or on the way back up (odd).
    private struct Walk {
        var order: [Int] = []
        var before: [Int: [Int]] = [:]

        /// The runs of points from which one of some is reached, ascending.
        func leading(to ends: [Int]) -> [Int] {
            var seen = Set(ends)
            var open = ends
            while let node = open.popLast() {
                for previous in before[node] ?? [] where seen.insert(previous).inserted {
                    open.append(previous)
                }
            }
            return Set(seen.map { $0 / 2 }).sorted()
        }
    }

    private func walk(from message: Int?) -> Walk {
        var walk = Walk()
        var seen: Set<Int> = []
        var open: [Int] = []
        for start in starts(message) where seen.insert(start).inserted {
            walk.order.append(start)
            open.append(start)
        }
        while let node = open.popLast() {
            for next in successors(node) {
                walk.before[next.node, default: []].append(node)
                if next.isOnlyBackward { continue }
                if seen.insert(next.node).inserted {
                    walk.order.append(next.node)
                    open.append(next.node)
                }
            }
        }
        return walk
    }

    private func starts(_ message: Int?) -> [Int] {
        guard let message else { return firstRun[root].map { [$0 * 2] } ?? [] }
        return runs.compactMap { run in
            if case .message(message, let next) = run.end { next * 2 + 1 } else { nil }
        }
    }

    /// Points that may come next. From above a return leads nowhere: who called goes on by itself
    /// where the callee may return; then the way through the callee only says what has run.
    private func successors(_ node: Int) -> [(node: Int, isOnlyBackward: Bool)] {
        let isUp = node % 2
        switch runs[node / 2].end {
        case .goOn(let next): return next.map { ($0 * 2 + isUp, false) }
        case .call(let callees, let next):
            var all: [(node: Int, isOnlyBackward: Bool)] = callees.compactMap { callee in
                firstRun[callee].map { ($0 * 2, false) }
            }
            if callees.contains(where: { isTransparent.contains($0) }) {
                all.append((next * 2 + isUp, false))
            }
            return all
        case .message: return []
        case .leave:
            let back = returnsTo[runs[node / 2].instance] ?? []
            if isUp == 1 { return back.map { ($0 * 2 + 1, false) } }
            return back.flatMap { [($0 * 2, true), ($0 * 2 + 1, true)] }
        }
    }
}
