import MidasBase
import MidasDictionary
import MidasIR

/// Which code runs in internal requests: those of timers, children and wake-ups. They run at different
/// points of the order of requests in every replica.
public struct InternalRequests: Sendable {
    /// Handlers that a library runs on its own account. Ascending by handler.
    public var handlers: [InternalHandler] = []
    /// By instance: the parts of it that run in internal requests, perhaps among others.
    public var regions: [InstanceID: [InternalRegion]] = [:]
    /// By call: functions that have regions of their own, so that the call says nothing about them.
    public var carriers: [CallSite: Set<InstanceID>] = [:]
    /// Cells of what is handed to calls that wait: filled again for every wait, they hold tokens.
    public var watched = BitSet()

    public init() {}

    public var isEmpty: Bool { handlers.isEmpty && regions.isEmpty }
}

/// A handler, and the call that handed it over.
public struct InternalHandler: Hashable, Sendable {
    public var instance: InstanceID
    public var cause: CallSite
}

/// Blocks of one instance that run in internal requests.
public struct InternalRegion: Hashable, Sendable {
    public var blocks: BitSet
    /// Those among them that run in no other requests.
    public var alone: BitSet
    /// The call that waits, or that makes what wakes the program.
    public var cause: CallSite
}

extension InternalRequests {
    init(_ waits: WaitAnalysis, _ loops: RequestLoopFinder) {
        self.init()
        handlers = Self.handlers(waits.calls)
        var idle = IdleRounds(waits)
        for (loop, blocks) in zip(loops.found, loops.blocks) { idle.add(loop, blocks) }
        regions = idle.regions
        carriers = idle.carriers
        if !regions.isEmpty { watched = idle.silence.watched }
        let arms = WakeUpArms(waits.calls, waits.channels)
        for instance in arms.regions.keys.sorted() {
            regions[instance, default: []] += arms.regions[instance] ?? []
        }
    }

    /// Callbacks that the dictionary calls internal where they are handed over.
    private static func handlers(_ calls: InstanceCalls) -> [InternalHandler] {
        var found: Set<InternalHandler> = []
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                let site = CallSite(instance: instance, instruction: call.instruction)
                for callback in calls.facts.callGraph.callbacks[site, default: []]
                where calls.isInternal(callback, call, instance) {
                    found.insert(InternalHandler(instance: callback.target, cause: site))
                }
            }
        }
        return found.sorted {
            ($0.instance, $0.cause.instance, $0.cause.instruction)
                < ($1.instance, $1.cause.instance, $1.cause.instruction)
        }
    }
}

extension InstanceCalls {
    fileprivate func isInternal(
        _ callback: CallGraph.Callback, _ call: Call, _ instance: InstanceID
    ) -> Bool {
        call.externals.contains { symbol in
            guard let model = models[symbol], Int(callback.model) < model.callbacks.count else {
                return false
            }
            let function = model.callbacks[Int(callback.model)].function
            return model.internalCallbacks.contains { statement in
                statement.function == function
                    && statement.conditions.allSatisfy {
                        holds($0, call.instruction, instance, symbol)
                    }
            }
        }
    }

    /// Whether a condition on numbers is known to hold.
    private func holds(
        _ condition: Condition, _ instruction: InstructionID, _ instance: InstanceID,
        _ symbol: SymbolID
    ) -> Bool {
        func number(_ index: UInt8) -> Int64? {
            let function = function(instance)
            let operands = Array(
                function.arguments(of: CallID(function.instructions[instruction].extra)))
            let hidden = program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
            let position = Int(index) + hidden
            return position < operands.count ? function.constantInteger(operands[position]) : nil
        }
        switch condition {
        case .equals(let index, let value): return number(index) == value
        case .differs(let index, let value): return number(index).map { $0 != value } ?? false
        case .hasBits(let index, let bits): return number(index).map { $0 & bits == bits } ?? false
        default: return false
        }
    }
}
