import MidasBase
import MidasDictionary
import MidasIR

/// Which hidden states of libraries every way to a call has overwritten: generators that are seeded
/// before they are drawn from. What holds at a point is what all ways to it have in common (a forward
/// analysis with intersection; Kildall, "A unified approach to global program optimization", 1973),
/// over calls, callbacks and phases: what is done before a request loop is done before its handlers.
struct SeededGenerators {
    /// The states that calls ask for, by number, and their places in a word.
    private var bits: [Int: UInt64] = [:]
    /// By call that asks: the states that are overwritten by then.
    private var before: [CallSite: UInt64] = [:]

    /// Nobody asks.
    init() {}

    /// - Parameter overwritten: States that some call overwrites.
    init(_ context: FlowContext, _ order: CallOrder, overwritten: BitSet) {
        for state in overwritten.members.prefix(64) { bits[state] = 1 << UInt64(bits.count) }
        var walk = SeedWalk(context, order, bits)
        guard walk.isAsked else { return }
        walk.run()
        before = walk.before
    }

    /// Whether whatever leads to a call has overwritten a state.
    func isSeeded(_ state: HiddenStateID, at site: CallSite) -> Bool {
        guard let bit = bits[Int(state.raw)] else { return false }
        return before[site, default: 0] & bit != 0
    }
}

/// The fixpoint behind `SeededGenerators`, over the instances that lead to a seeding, a draw or a
/// request loop. O(calls × passes); a pass more for every phase that a fact crosses.
private struct SeedWalk {
    private let context: FlowContext
    private let order: CallOrder
    private let bits: [Int: UInt64]
    private let calls: InstanceCalls
    /// By instance: whether it matters.
    private var matters: [Bool]
    /// By instance: what holds when it is entered, and what a call of it adds.
    private var atEntry: [UInt64]
    private var added: [UInt64]
    private var asking: Set<CallSite> = []
    /// What holds whenever a request loop waits.
    private var atLoops: UInt64 = ~0
    private(set) var before: [CallSite: UInt64] = [:]

    var isAsked: Bool { !asking.isEmpty }

    init(_ context: FlowContext, _ order: CallOrder, _ bits: [Int: UInt64]) {
        self.context = context
        self.order = order
        self.bits = bits
        calls = InstanceCalls(context.program, context.facts, context.models)
        let count = calls.instanceCount
        matters = Array(repeating: false, count: count)
        atEntry = Array(repeating: ~0, count: count)
        added = atEntry
        findWhatMatters()
    }

    private mutating func findWhatMatters() {
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                for symbol in call.externals {
                    guard let model = context.models[symbol] else { continue }
                    if asks(model) {
                        asking.insert(
                            CallSite(instance: instance, instruction: call.instruction))
                        matters[instance.index] = true
                    }
                    if overwrites(model) != 0 || endsHere(symbol) {
                        matters[instance.index] = true
                    }
                }
            }
        }
        for loop in context.entries.requestLoops { matters[loop.instance.index] = true }
        var changed = true
        while changed {
            changed = false
            for instance in calls.calls.ids where !matters[instance.index] {
                let leads = calls.calls[instance].contains { call in
                    call.callees.contains { matters[$0.index] }
                        || callbacks(of: call, instance).contains { matters[$0.index] }
                }
                if leads {
                    matters[instance.index] = true
                    changed = true
                }
            }
        }
    }

    private func callbacks(of call: InstanceCalls.Call, _ instance: InstanceID) -> [InstanceID] {
        let site = CallSite(instance: instance, instruction: call.instruction)
        return context.facts.callGraph.callbacks[site, default: []].map(\.target)
    }

    private func asks(_ model: FunctionModel) -> Bool {
        model.outputs.contains { output in
            output.conditions.contains { condition in
                if case .unseeded(let state) = condition { return bits[Int(state.raw)] != nil }
                return false
            }
        }
    }

    private func overwrites(_ model: FunctionModel) -> UInt64 {
        model.overwrites.reduce(0) { all, overwrite in
            guard overwrite.conditions.isEmpty, !overwrite.onSuccessOnly,
                case .state(let state) = overwrite.path.root
            else { return all }
            return all | bits[Int(state.raw), default: 0]
        }
    }

    /// Whether a function outside the tree never returns.
    private func endsHere(_ symbol: SymbolID) -> Bool {
        if context.program.symbols[symbol].flags.contains(.neverReturns) { return true }
        let traits = context.models[symbol]?.traits ?? []
        return !traits.isDisjoint(with: [.neverReturns, .replacesProcess])
    }

    // MARK: Fixpoint

    mutating func run() {
        var changed = true
        while changed {
            changed = false
            for component in order.components {
                for raw in component where matters[Int(raw)] {
                    let found = walk(InstanceID(raw)) { _, _, _ in }
                    if found != added[Int(raw)] {
                        added[Int(raw)] = found
                        changed = true
                    }
                }
            }
        }
        changed = true
        while changed { changed = meet() }
    }

    /// What all ways into every instance have in common; whether it is less than before.
    private mutating func meet() -> Bool {
        var entry = [UInt64](repeating: ~0, count: atEntry.count)
        var loops: UInt64 = ~0
        var atSites: [CallSite: UInt64] = [:]
        let headers = Dictionary(grouping: context.entries.requestLoops, by: \.instance)
        let sites = Set(context.entries.entries.compactMap(\.site))
        for instance in calls.calls.ids where matters[instance.index] {
            let isLoop = headers[instance, default: []]
            _ = walk(instance) { block, call, state in
                let state = state | atEntry[instance.index]
                guard let call else {
                    if isLoop.contains(where: { $0.header.id == block }) { loops &= state }
                    return
                }
                let site = CallSite(instance: instance, instruction: call.instruction)
                if isLoop.contains(where: { $0.call.id == call.instruction }) { loops &= state }
                if asking.contains(site) || sites.contains(site) { atSites[site] = state }
                for callee in calls.runDuring(call, instance) { entry[callee.index] &= state }
            }
        }
        atLoops = loops
        for known in context.entries.entries {
            entry[known.instance.index] &= atEntry(of: known, atSites)
        }
        before = atSites
        defer { atEntry = entry }
        return entry != atEntry
    }

    private func atEntry(of entry: Entry, _ sites: [CallSite: UInt64]) -> UInt64 {
        switch entry.kind {
        case .library, .initializer: return 0
        case .main:
            let before = context.entries.entries.filter { $0.kind == .initializer }
            return before.reduce(0) { $0 | added[$1.instance.index] }
        case .requestHandler:
            guard let site = entry.site else {
                return context.entries.requestLoops.isEmpty ? 0 : atLoops
            }
            let known = sites[site] ?? ~0
            return runsInLoop(entry, site) ? known | atLoops : known
        case .thread, .signalHandler, .exitHandler: return entry.site.map { sites[$0] ?? ~0 } ?? 0
        }
    }

    /// Whether a handler that was registered runs in a request loop only.
    private func runsInLoop(_ entry: Entry, _ site: CallSite) -> Bool {
        guard !context.entries.requestLoops.isEmpty,
            let call = calls.calls[site.instance].first(where: {
                $0.instruction == site.instruction
            })
        else { return false }
        return context.facts.callGraph.callbacks[site, default: []].contains {
            $0.target == entry.instance && calls.moment(of: $0, call) == .eventLoop
        }
    }

    /// Goes through an instance that nothing is known of at its entry, tells `visit` what holds at the
    /// start of each block and before each call, and gives back what holds at its end.
    private func walk(
        _ instance: InstanceID, _ visit: (BlockID, InstanceCalls.Call?, UInt64) -> Void
    ) -> UInt64 {
        let function = calls.function(instance)
        let inBlocks = Dictionary(grouping: calls.calls[instance], by: \.block)
        var start = [UInt64](repeating: ~0, count: function.blocks.count)
        start[0] = 0
        var changed = true
        while changed {
            changed = false
            for block in function.blocks.ids {
                let end = inBlocks[block, default: []].reduce(start[block.index]) { $0 | added($1) }
                function.forEachSuccessor(of: block) { next in
                    if start[next.index] & end != start[next.index] {
                        start[next.index] &= end
                        changed = true
                    }
                }
            }
        }
        var atEnd: UInt64 = ~0
        for block in function.blocks.ids {
            visit(block, nil, start[block.index])
            var state = start[block.index]
            for call in inBlocks[block, default: []] {
                visit(block, call, state)
                state |= added(call)
            }
            if case .return = function.blocks[block].terminator { atEnd &= state }
        }
        return atEnd
    }

    /// What a call adds, whichever function it calls; everything where it never returns.
    private func added(_ call: InstanceCalls.Call) -> UInt64 {
        if call.callees.isEmpty && call.externals.isEmpty { return 0 }
        let own = call.callees.reduce(~0) { $0 & (matters[$1.index] ? added[$1.index] : 0) }
        return call.externals.reduce(own) { all, symbol in
            if endsHere(symbol) { return all }
            return all & (context.models[symbol].map { overwrites($0) } ?? 0)
        }
    }
}
