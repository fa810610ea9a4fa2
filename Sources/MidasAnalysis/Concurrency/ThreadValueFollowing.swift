import MidasBase
import MidasIR

/// Follows what threads are given into the functions that they call with it.
struct ThreadValueFollowing {
    private typealias Seeds = [LocalID: ThreadValue]

    private let view: ThreadView
    private let reach: ThreadReach
    private var traces: [InstanceID: ThreadValueTrace] = [:]
    /// By function that a thread begins with: what its parameters hold.
    private var starts: [InstanceID: Seeds] = [:]
    /// Threads that begin with something that is followed.
    private var threads = BitSet()

    init(_ view: ThreadView, _ reach: ThreadReach) {
        self.view = view
        self.reach = reach
    }

    /// The thread begins with `start`, whose parameters hold what it was given.
    mutating func follow(_ start: InstanceID, _ parameters: [LocalID], on thread: ThreadID) {
        threads.insert(thread.index)
        for parameter in parameters {
            let argument = ThreadValue(base: .argument(parameter.raw))
            starts[start, default: [:]][parameter] = argument
        }
    }

    /// Traces of functions, with what all their callers on these threads give the same. Seeds are
    /// found by following every first call, and those that other calls contradict are dropped until
    /// nothing changes.
    var consistent: [InstanceID: ThreadValueTrace] {
        var kept = found()
        var changed = true
        while changed {
            changed = false
            for instance in kept.keys.sorted() where starts[instance] == nil {
                guard let trace = kept[instance] else { continue }
                let agreed = trace.seeds.filter { agree(kept, instance, $0.key, $0.value) }
                guard agreed.count < trace.seeds.count else { continue }
                kept[instance] = agreed.isEmpty ? nil : self.trace(instance, agreed)
                changed = true
            }
        }
        return kept
    }

    private func trace(_ instance: InstanceID, _ seeds: Seeds) -> ThreadValueTrace {
        ThreadValueTrace(view.function(instance), view.program.types, seeds: seeds)
    }

    private func found() -> [InstanceID: ThreadValueTrace] {
        var traces: [InstanceID: ThreadValueTrace] = [:]
        var work: [(InstanceID, Seeds)] = starts.keys.sorted().map { ($0, starts[$0] ?? [:]) }
        while let (instance, seeds) = work.popLast() {
            guard traces[instance] == nil else { continue }
            let trace = trace(instance, seeds)
            traces[instance] = trace
            for call in reach.calls[instance.index] {
                let seeds = passed(trace, call.instruction, call.callee)
                if !seeds.isEmpty { work.append((call.callee, seeds)) }
            }
        }
        return traces
    }

    /// Arguments that are what the thread was given, a field behind it, or a number computed from
    /// either.
    private func passed(
        _ trace: ThreadValueTrace, _ instruction: InstructionID, _ callee: InstanceID
    ) -> Seeds {
        let function = trace.function
        let call = CallID(function.instructions[instruction].extra)
        let count = view.function(callee).parameterCount
        var seeds: Seeds = [:]
        for (position, operand) in function.arguments(of: call).enumerated() where position < count
        {
            guard let value = trace.trace(operand), value.loop == nil, value.divisor == 0 else {
                continue
            }
            seeds[LocalID(position)] = value
        }
        return seeds
    }

    private func agree(
        _ kept: [InstanceID: ThreadValueTrace], _ instance: InstanceID, _ parameter: LocalID,
        _ seed: ThreadValue
    ) -> Bool {
        reach.callers[instance.index].allSatisfy { caller in
            guard !reach.threads[caller.instance.index].isDisjoint(with: threads) else {
                return true
            }
            guard let outer = kept[caller.instance] else { return false }
            return passed(outer, caller.instruction, instance)[parameter] == seed
        }
    }
}
