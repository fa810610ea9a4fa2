import MidasBase
import MidasDictionary
import MidasIR

/// Instances that end the process as failed whatever path they take: reports of broken invariants, of
/// lack of memory. A server calls these from everywhere; what they do to memory, no request sees.
///
/// A function counts if every path from its start comes to a call that never returns (`abort`, `exit`
/// with a status other than 0, or another such function) before it returns or goes round a loop.
struct FailingEnds {
    private var instances = BitSet()

    /// - Parameter callers: by instance. O(instructions of functions that call such functions).
    init(_ view: ThreadView, _ callers: [[CallSite]]) {
        var work = view.facts.callGraph.instances.ids.filter { instance in
            let function = view.function(instance)
            return function.instructions.ids.contains { Self.ends(view, instance, $0) }
        }
        while let instance = work.popLast() {
            guard !instances.contains(instance.index), alwaysEnds(view, instance) else { continue }
            instances.insert(instance.index)
            work += callers[instance.index].map(\.instance)
        }
    }

    func contains(_ instance: InstanceID) -> Bool { instances.contains(instance.index) }

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

    private enum Visit { case unseen, open, done }

    private func alwaysEnds(_ view: ThreadView, _ instance: InstanceID) -> Bool {
        let function = view.function(instance)
        var visits = [Visit](repeating: .unseen, count: function.blocks.count)
        var stack: [(block: Int, isLeaving: Bool)] = [(0, false)]
        while let (block, isLeaving) = stack.popLast() {
            if isLeaving {
                visits[block] = .done
                continue
            }
            if visits[block] == .done { continue }
            if visits[block] == .open { return false }
            if endsIn(view, instance, BlockID(block)) {
                visits[block] = .done
                continue
            }
            visits[block] = .open
            stack.append((block, true))
            var isLast = true
            function.forEachSuccessor(of: BlockID(block)) {
                isLast = false
                stack.append(($0.index, false))
            }
            if isLast { return false }
        }
        return true
    }

    private func endsIn(_ view: ThreadView, _ instance: InstanceID, _ block: BlockID) -> Bool {
        let function = view.function(instance)
        return function.blocks[block].instructions.contains { index in
            let id = InstructionID(index)
            guard function.instructions[id].opcode == .call else { return false }
            if Self.ends(view, instance, id) { return true }
            let targets = view.targets(instance, id)
            return !targets.isEmpty
                && targets.allSatisfy { target in
                    guard case .instance(let callee) = target else { return false }
                    return contains(callee)
                }
        }
    }
}
