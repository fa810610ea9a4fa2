import MidasBase
import MidasDictionary
import MidasIR

/// Where the process ends as failed whatever happens: reports of broken invariants, of lack of memory.
/// A server comes there from everywhere; what it calls then, no request sees.
///
/// A block counts if it calls what never returns (`abort`, `exit` with a status other than 0), ends
/// where the program says that nothing comes, or leads to such blocks alone; a function, if its first
/// block does. Loops that might be left otherwise do not: the least solution.
struct FailingEnds {
    private var instances = BitSet()
    /// By instance; none where no block counts.
    private var blocks: [InstanceID: BitSet] = [:]

    /// - Parameter callers: by instance. O(instructions × depth of calls of such functions).
    init(_ view: ThreadView, _ callers: [[CallSite]]) {
        var work = Array(view.facts.callGraph.instances.ids)
        while let instance = work.popLast() {
            let found = failingBlocks(view, instance)
            if found.isEmpty { continue }
            blocks[instance] = found
            guard found.contains(0), instances.insert(instance.index) else { continue }
            work += callers[instance.index].map(\.instance)
        }
    }

    /// Whether a call only happens on the way to such an end.
    func covers(
        _ call: InstructionID, of callee: InstanceID, in instance: InstanceID, _ view: ThreadView
    ) -> Bool {
        if instances.contains(callee.index) { return true }
        guard let failing = blocks[instance] else { return false }
        return view.function(instance).block(of: call).map { failing.contains($0.index) } ?? false
    }

    private func failingBlocks(_ view: ThreadView, _ instance: InstanceID) -> BitSet {
        let function = view.function(instance)
        var failing = BitSet()
        for block in function.blocks.ids where endsIn(view, instance, block) {
            failing.insert(block.index)
        }
        var changed = !failing.isEmpty
        while changed {
            changed = false
            for block in function.blocks.ids.reversed() where !failing.contains(block.index) {
                var successors = 0
                var ending = 0
                function.forEachSuccessor(of: block) {
                    successors += 1
                    if failing.contains($0.index) { ending += 1 }
                }
                if successors > 0 && ending == successors {
                    failing.insert(block.index)
                    changed = true
                }
            }
        }
        return failing
    }

    /// Whether a call is of functions outside that all end the process as failed.
    private static func ends(
        _ view: ThreadView, _ instance: InstanceID, _ instruction: InstructionID
    ) -> Bool {
        let function = view.function(instance)
        guard function.instructions[instruction].opcode == .call else { return false }
        let targets = view.targets(instance, instruction)
        return !targets.isEmpty
            && targets.allSatisfy { target in
                guard case .external(let symbol) = target else { return false }
                return endsProcess(view, symbol) && !mayBeSuccess(function, instruction, view)
            }
    }

    /// Not the thread alone, and not a place from where the program goes on elsewhere.
    private static func endsProcess(_ view: ThreadView, _ symbol: SymbolID) -> Bool {
        guard let model = view.models[symbol] else { return false }
        return model.traits.contains(.neverReturns) && model.synchronisations.isEmpty
            && model.traits.isDisjoint(with: [.jumps, .throwing, .replacesProcess])
    }

    /// Whether the first argument is a number that is 0, or not known.
    private static func mayBeSuccess(
        _ function: Function, _ instruction: InstructionID, _ view: ThreadView
    ) -> Bool {
        let call = CallID(function.instructions[instruction].extra)
        guard let status = function.arguments(of: call).first else { return false }
        if let number = function.constantInteger(status) { return number == 0 }
        let type = function.typeBeforeCasts(status)
        return !(type.map { view.program.types.isPointerLike($0) } ?? false)
    }

    private func endsIn(_ view: ThreadView, _ instance: InstanceID, _ block: BlockID) -> Bool {
        let function = view.function(instance)
        var mayEndWell = false
        for index in function.blocks[block].instructions {
            let id = InstructionID(index)
            guard function.instructions[id].opcode == .call else { continue }
            if Self.ends(view, instance, id) { return true }
            let targets = view.targets(instance, id)
            mayEndWell = mayEndWell || targets.contains { Self.neverReturns(view, $0) }
            let fails = targets.allSatisfy { target in
                guard case .instance(let callee) = target else { return false }
                return instances.contains(callee.index)
            }
            if fails && !targets.isEmpty { return true }
        }
        guard case .unreachable = function.blocks[block].terminator else { return false }
        return !mayEndWell
    }

    private static func neverReturns(_ view: ThreadView, _ target: CallTarget) -> Bool {
        switch target {
        case .external(let symbol):
            view.program.symbols[symbol].flags.contains(.neverReturns)
                || view.models[symbol]?.traits.contains(.neverReturns) ?? true
        case .instance(let callee):
            view.program.symbols[view.function(callee).symbol].flags.contains(.neverReturns)
        }
    }
}
