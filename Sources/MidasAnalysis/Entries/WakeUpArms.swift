import MidasBase
import MidasDictionary
import MidasIR

/// Code that serves descriptors on which no client writes: timers, signals, counters that wake the
/// program, watched files. It runs where such a descriptor is what is ready, and where one is read from.
struct WakeUpArms {
    private(set) var regions: [InstanceID: [InternalRegion]] = [:]
    private let calls: InstanceCalls
    private let channels: ChannelKinds
    /// By instance that reads from one on every way: the call that makes it.
    private var readers: [InstanceID: CallSite] = [:]

    private static let kinds: Set<ChannelKind> = [.timer, .signals, .counter, .watch]

    /// O(calls); O(instructions) where the program makes such a descriptor.
    init(_ calls: InstanceCalls, _ channels: ChannelKinds) {
        self.calls = calls
        self.channels = channels
        guard
            channels.openings.all.contains(where: { !$0.kinds.isDisjoint(with: Self.kinds) })
        else { return }
        for instance in calls.calls.ids {
            findTests(instance)
            findReads(instance)
        }
        followReaders()
    }

    // MARK: Tests

    /// Arms of comparisons of what is ready with such a descriptor.
    private mutating func findTests(_ instance: InstanceID) {
        let function = calls.function(instance)
        for block in function.blocks.ids {
            guard case .branch(let test, let yes, let no) = function.blocks[block].terminator,
                let value = function.withoutCasts(test).value
            else { continue }
            let step = function.instructions[value]
            guard step.opcode == .compare, let how = Comparison(rawValue: step.detail),
                how == .equal || how == .notEqual, compareTwoNumbers(step, function),
                let cause = opening(of: step.a, instance) ?? opening(of: step.b, instance)
            else { continue }
            let arm = how == .equal ? yes : no
            guard function.predecessorCount(of: arm) == 1 else { continue }
            add(dominatedBy: arm, in: instance, function, cause)
        }
    }

    /// Whether both sides of a comparison are only known when it runs, and as wide as descriptors.
    private func compareTwoNumbers(_ step: Instruction, _ function: Function) -> Bool {
        [step.a, step.b].allSatisfy { operand in
            guard let value = operand.value, function.constantInteger(operand) == nil else {
                return false
            }
            let type = function.instructions[value].type
            if case .integer = calls.program.types[type] {
                return calls.program.types.size(type) == 4
            }
            return false
        }
    }

    /// The call that makes a descriptor, if it can be no other kind.
    private func opening(of operand: Operand, _ instance: InstanceID) -> CallSite? {
        guard operand.value != nil,
            let leads = channels.leads(of: operand, in: instance), !leads.kinds.isEmpty,
            leads.kinds.isSubset(of: Self.kinds)
        else { return nil }
        return leads.openings.first
    }

    // MARK: Reads

    private mutating func findReads(_ instance: InstanceID) {
        for call in calls.calls[instance] {
            for symbol in call.externals {
                guard let cause = source(of: call, instance, symbol) else { continue }
                add(call.block, in: instance, cause)
            }
        }
    }

    /// The call that makes what a call reads from.
    private func source(
        of call: InstanceCalls.Call, _ instance: InstanceID, _ symbol: SymbolID
    ) -> CallSite? {
        let function = calls.function(instance)
        let operands = Array(
            function.arguments(of: CallID(function.instructions[call.instruction].extra)))
        for effect in calls.models[symbol]?.channels ?? [] where effect.role == .read {
            guard case .argument(let index)? = effect.channel?.root, Int(index) < operands.count,
                let leads = channels.leads(of: operands[Int(index)], in: instance)
            else { continue }
            let isSure = !leads.kinds.isEmpty && leads.kinds.isSubset(of: Self.kinds)
            guard
                isSure
                    || !leads.kinds.isDisjoint(with: Self.kinds)
                        && readsCount(effect, operands, function)
            else { continue }
            return leads.openings.first { site in
                channels.openings.all.contains {
                    $0.site == site && !$0.kinds.isDisjoint(with: Self.kinds)
                }
            }
        }
        return nil
    }

    /// Whether a call reads one number of 64 bits: what timers and counters give, and little else.
    private func readsCount(
        _ effect: ChannelEffect, _ operands: [Operand], _ function: Function
    ) -> Bool {
        guard let buffer = effect.buffer, case .argument(let index) = buffer.root,
            Int(index) < operands.count,
            operands.contains(where: { function.constantInteger($0) == 8 })
        else { return false }
        let types = calls.program.types
        guard let pointer = function.typeBeforeCasts(operands[Int(index)]),
            let target = types.element(pointer)
        else { return false }
        if case .integer = types[target] { return types.size(target) == 8 }
        return false
    }

    /// Callers of functions that read from such a descriptor on every way serve it themselves.
    private mutating func followReaders() {
        var open = readers.keys.sorted()
        var callers: [InstanceID: [(InstanceID, BlockID)]] = [:]
        for instance in calls.calls.ids {
            for call in calls.calls[instance] where !call.isIndirect {
                for callee in call.callees {
                    callers[callee, default: []].append((instance, call.block))
                }
            }
        }
        while let reader = open.popLast() {
            guard let cause = readers[reader] else { continue }
            for (caller, block) in callers[reader] ?? [] {
                let isKnown = readers[caller] != nil
                add(block, in: caller, cause)
                if !isKnown, readers[caller] != nil { open.append(caller) }
            }
        }
    }

    // MARK: Regions

    /// What runs only if a block does.
    private mutating func add(_ block: BlockID, in instance: InstanceID, _ cause: CallSite) {
        let function = calls.function(instance)
        let graph = function.controlFlow
        let backward = graph.reversed
        var top = block
        while top.index != 0, backward[top.index].count == 1,
            graph[Int(backward[top.index].first ?? 0)].count == 1
        {
            top = BlockID(backward[top.index].first ?? 0)
        }
        if top.index == 0 { readers[instance] = readers[instance] ?? cause }
        add(dominatedBy: top, in: instance, function, cause)
    }

    private mutating func add(
        dominatedBy top: BlockID, in instance: InstanceID, _ function: Function, _ cause: CallSite
    ) {
        let dominators = Dominators(of: function.controlFlow, root: 0)
        var blocks = BitSet(capacity: function.blocks.count)
        for block in function.blocks.ids where dominators.dominates(top.index, block.index) {
            blocks.insert(block.index)
        }
        let region = InternalRegion(blocks: blocks, alone: blocks, cause: cause)
        if regions[instance]?.contains(region) != true {
            regions[instance, default: []].append(region)
        }
    }
}
