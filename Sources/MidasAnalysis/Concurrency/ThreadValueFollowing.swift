import MidasBase
import MidasIR

/// Follows what threads are given into the functions that they call with it.
struct ThreadValueFollowing {
    private let view: ThreadView
    private let reach: ThreadReach
    private var traces: [InstanceID: ThreadValueTrace] = [:]
    private var starts: Set<InstanceID> = []
    /// Threads that begin with something that is followed.
    private var threads = BitSet()

    init(_ view: ThreadView, _ reach: ThreadReach) {
        self.view = view
        self.reach = reach
    }

    /// The thread begins with `start`, whose parameter holds what it was given.
    mutating func follow(_ start: InstanceID, _ parameter: LocalID, on thread: ThreadID) {
        threads.insert(thread.index)
        starts.insert(start)
        var work = [(start, parameter, ThreadValue(base: .argument))]
        while let (instance, parameter, seed) = work.popLast() {
            guard traces[instance] == nil else { continue }
            let trace = ThreadValueTrace(
                view.function(instance), parameter: parameter, seed: seed)
            traces[instance] = trace
            for call in reach.calls[instance.index] {
                guard let (parameter, seed) = passed(trace, call.instruction, call.callee) else {
                    continue
                }
                work.append((call.callee, parameter, seed))
            }
        }
    }

    /// The first argument that is what the thread was given, a field behind it, or a number computed
    /// from either.
    private func passed(
        _ trace: ThreadValueTrace, _ instruction: InstructionID, _ callee: InstanceID
    ) -> (LocalID, ThreadValue)? {
        let function = trace.function
        let call = CallID(function.instructions[instruction].extra)
        let count = view.function(callee).parameterCount
        for (position, operand) in function.arguments(of: call).enumerated() where position < count
        {
            guard let value = trace.trace(operand), value.loop == nil, value.divisor == 0 else {
                continue
            }
            return (LocalID(position), value)
        }
        return nil
    }

    /// Traces of functions that all their callers on these threads give the same.
    var consistent: [InstanceID: ThreadValueTrace] {
        var kept = traces
        var changed = true
        while changed {
            changed = false
            for instance in kept.keys.sorted() where !starts.contains(instance) {
                guard let trace = kept[instance], !agree(kept, instance, trace) else { continue }
                kept[instance] = nil
                changed = true
            }
        }
        return kept
    }

    private func agree(
        _ kept: [InstanceID: ThreadValueTrace], _ instance: InstanceID, _ trace: ThreadValueTrace
    ) -> Bool {
        reach.callers[instance.index].allSatisfy { caller in
            guard !reach.threads[caller.instance.index].isDisjoint(with: threads) else {
                return true
            }
            guard let outer = kept[caller.instance],
                let (parameter, seed) = passed(outer, caller.instruction, instance)
            else { return false }
            return parameter == trace.parameter && seed == trace.seed
        }
    }
}
