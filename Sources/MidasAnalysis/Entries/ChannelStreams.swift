import MidasBase
import MidasDictionary
import MidasIR

/// Channels that are objects of the program (`std::ifstream`) or of a library (`std::cin`), and are
/// handed on by reference.
struct ChannelStreams {
    private struct Stream {
        var kinds: Set<ChannelKind> = []
        /// The calls that opened it.
        var openings: [CallSite] = []
    }

    private let calls: InstanceCalls
    private var opened: [CellID: Stream] = [:]

    init(_ calls: InstanceCalls) {
        self.calls = calls
        for instance in calls.calls.ids {
            for call in calls.calls[instance] { index(call, instance) }
        }
    }

    /// A constructor, or a member function, opens the object that it is called on.
    private mutating func index(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        for symbol in call.externals {
            for effect in calls.models[symbol]?.channels ?? []
            where effect.role == .open && effect.channel?.root == .receiver {
                let function = calls.function(instance)
                let step = function.instructions[call.instruction]
                guard let object = function.arguments(of: CallID(step.extra)).first else {
                    continue
                }
                let site = CallSite(instance: instance, instruction: call.instruction)
                for cell in pointees(object, instance) {
                    opened[cell, default: Stream()].openings.append(site)
                    opened[cell, default: Stream()].kinds.insert(effect.kind ?? .file)
                }
            }
        }
    }

    private func pointees(_ operand: Operand, _ instance: InstanceID) -> ArraySlice<CellID> {
        guard let value = operand.value else { return [] }
        return calls.facts.sets[calls.facts.valueTargets[instance][value.index]]
    }

    /// What a reference to a stream leads to; nil where it may refer to anything else.
    func leads(of operand: Operand, in instance: InstanceID) -> ChannelKinds.Leads? {
        var leads = ChannelKinds.Leads()
        for cell in pointees(operand, instance) {
            if let stream = opened[cell] {
                leads.kinds.formUnion(stream.kinds)
                leads.openings += stream.openings
            } else if let kind = libraryStream(cell) {
                leads.kinds.insert(kind)
            } else {
                return nil
            }
        }
        return leads.kinds.isEmpty ? nil : leads
    }

    private func libraryStream(_ cell: CellID) -> ChannelKind? {
        let object = calls.facts.objects[calls.facts.cells[cell].object]
        guard case .global(let symbol) = object.kind else { return nil }
        return calls.models[symbol]?.channelKind(of: .value)
    }
}

extension FunctionModel {
    /// What the result of a function outside, or the value of a variable there, leads to.
    func channelKind(of root: Path.Root) -> ChannelKind? {
        for effect in channels {
            if effect.role == .open && effect.channel == Path(root) { return effect.kind }
            if effect.role == .accept && effect.second == Path(root) { return .acceptedSocket }
        }
        return nil
    }
}
