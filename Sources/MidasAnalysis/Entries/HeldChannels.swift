import MidasBase
import MidasDictionary
import MidasIR

/// Which opened channels never leave the functions that were handed them: a descriptor that is only
/// read from, written to and closed is not the one that turns up untracked somewhere else.
///
/// Cost: the uses of one value in the functions that see it, cut at `stepLimit`.
struct HeldChannels {
    static let stepLimit = 64

    private let calls: InstanceCalls
    private var open: [Holder] = []
    private var seen: Set<Holder> = []

    /// What a descriptor is in: a value, or a local variable.
    private enum Holder: Hashable {
        case value(InstructionID, InstanceID)
        case local(LocalID, InstanceID)
    }

    private init(_ calls: InstanceCalls) { self.calls = calls }

    /// Whether what the call at `site` gives back stays where it is seen.
    static func holds(_ site: CallSite, _ calls: InstanceCalls) -> Bool {
        var held = HeldChannels(calls)
        held.add(.value(site.instruction, site.instance))
        while let holder = held.open.popLast() {
            guard held.seen.count <= stepLimit else { return false }
            let isKept =
                switch holder {
                case .value(let value, let instance): held.follow(value, in: instance)
                case .local(let local, let instance): held.follow(local, in: instance)
                }
            guard isKept else { return false }
        }
        return true
    }

    private mutating func add(_ holder: Holder) {
        if seen.insert(holder).inserted { open.append(holder) }
    }

    /// Looks at all uses of a value; false where it gets out of sight.
    private mutating func follow(_ value: InstructionID, in instance: InstanceID) -> Bool {
        let function = calls.function(instance)
        for block in function.blocks.elements {
            if case .return(let operand) = block.terminator, operand.value == value {
                return false
            }
        }
        for id in function.instructions.ids {
            let step = function.instructions[id]
            guard step.a.value == value || step.b.value == value else { continue }
            switch step.opcode {
            case .cast: add(.value(id, instance))
            case .compare: break
            case .unary where step.type != function.instructions[value].type: break
            case .store:
                guard let local = wholeLocal(step, function) else { return false }
                add(.local(local, instance))
            default: return false
            }
        }
        return calls.calls[instance].allSatisfy { hand(value, to: $0, instance) }
    }

    /// Looks at all uses of a local variable.
    private mutating func follow(_ local: LocalID, in instance: InstanceID) -> Bool {
        let function = calls.function(instance)
        for id in function.instructions.ids {
            let step = function.instructions[id]
            guard let place = step.place.id, case .local(local) = function.places[place].root else {
                continue
            }
            switch step.opcode {
            case .load where wholeLocal(step, function) == local: add(.value(id, instance))
            case .store, .storageLive, .storageDead: break
            default: return false
            }
        }
        return true
    }

    private func wholeLocal(_ step: Instruction, _ function: Function) -> LocalID? {
        guard let place = step.place.id, case .local(let local) = function.places[place].root,
            function.places[place].projections.range.isEmpty
        else { return nil }
        return local
    }

    /// Whether a call leaves a descriptor that is among its arguments in sight.
    private mutating func hand(
        _ value: InstructionID, to call: InstanceCalls.Call, _ instance: InstanceID
    ) -> Bool {
        let function = calls.function(instance)
        let operands = function.arguments(
            of: CallID(function.instructions[call.instruction].extra))
        for (index, operand) in operands.enumerated() where operand.value == value {
            let isKnown = !call.callees.isEmpty || !call.externals.isEmpty
            guard isKnown, call.externals.allSatisfy({ uses($0, argument: index) }) else {
                return false
            }
            for callee in call.callees {
                guard index < Int(calls.function(callee).parameterCount) else { return false }
                add(.local(LocalID(UInt32(index)), callee))
            }
        }
        return true
    }

    /// Whether a function outside does something with a channel and nothing else.
    private func uses(_ symbol: SymbolID, argument index: Int) -> Bool {
        guard let model = calls.models[symbol] else { return false }
        let position = index - (calls.program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0)
        guard position >= 0 else { return true }
        let path = Path(.argument(UInt8(clamping: position)))
        let roles = model.channels.filter { $0.channel == path || $0.second == path }
        return !roles.isEmpty
            && roles.allSatisfy { $0.channel == path && $0.second != path && $0.role.isPlainUse }
    }
}

extension ChannelEffect.Role {
    /// Whether the channel is the same afterwards and nobody else has it.
    fileprivate var isPlainUse: Bool {
        switch self {
        case .read, .write, .close, .accept, .connect, .listen, .seek, .configure, .inspect,
            .flush:
            true
        case .open, .duplicate, .demultiplex, .register: false
        }
    }
}
