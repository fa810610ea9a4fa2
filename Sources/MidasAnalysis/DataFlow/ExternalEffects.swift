import MidasBase
import MidasDictionary
import MidasIR

/// What a call outside the tree reads and writes, with the statements of its model that apply.
struct ExternalEffects {
    struct Contribution {
        enum Origin {
            case spot(BoundCall.Spot)
            case refinement(Refinement, Likelihood?)
            /// What the channel in this argument yields.
            case channel(Operand)
        }

        var origin: Origin
        var target: BoundCall.Spot
        var influence: Influence
        var order = OrderPassage.kept
        /// The target gets the very contents of the origin.
        var isCopy = false
        /// The target is the call's result.
        var isResult = false
        /// The target is an array that gets a text.
        var isText = false
    }

    /// A write to a channel.
    struct Output {
        var effect: ChannelEffect
        var buffer: BoundCall.Spot
        /// The format prints an address.
        var printsAddress = false
    }

    var contributions: [Contribution] = []
    /// Memory that every return has overwritten.
    var overwritten: [BoundCall.Spot] = []
    /// Memory that has lost its order.
    var sorted: [BoundCall.Spot] = []
    var outputs: [Output] = []
    private let insertsByKey: Bool
    /// Entries that differ are inserted under one key.
    private let sharesKeys: Bool

    init(
        _ model: FunctionModel, _ call: BoundCall, _ whole: WholeProgramFacts,
        _ spans: inout MemorySpans
    ) {
        insertsByKey = model.traits.contains(.insertsByKey)
        sharesKeys = insertsByKey && Self.sharesKeys(model, call)
        for output in model.outputs where call.mayHold(output.conditions, whole) {
            add(output, call, &spans)
        }
        for flow in model.flows where call.mayHold(flow.conditions, whole) && !model.moves(flow) {
            add(flow, model, call, whole, &spans)
        }
        let printsAddress = model.format.map { call.printsAddress($0) } ?? false
        if printsAddress { addPrintedAddresses(model, call, whole, &spans) }
        for reference in model.references where reference.pointer == .result {
            add(reference, call)
        }
        for allocation in model.allocations where allocation.contents == .copied {
            add(allocation, call, &spans)
        }
        for overwrite in model.overwrites
        where !overwrite.onSuccessOnly && call.mayHold(overwrite.conditions, whole) {
            overwritten.append(call.spot(overwrite.path, &spans))
        }
        for removal in model.orderRemovals where call.holds(removal.conditions, whole) {
            if removal.path.root == .result {
                clearResult()
            } else {
                sorted.append(call.spot(removal.path, &spans))
            }
        }
        for effect in model.channels where call.mayHold(effect.conditions, whole) {
            add(effect, call, &spans)
        }
        for index in outputs.indices { outputs[index].printsAddress = printsAddress }
    }

    /// Whether entries that differ are inserted under one key.
    private static func sharesKeys(_ model: FunctionModel, _ call: BoundCall) -> Bool {
        guard call.container(at: .receiver)?.valueOffset != nil else { return false }
        return model.flows.contains { flow in
            guard flow.target.part == .keys, let key = call.operand(of: flow.origin.root) else {
                return false
            }
            return KeyShapes(call.context, call.instance).isShared(key)
        }
    }

    private mutating func addPrintedAddresses(
        _ model: FunctionModel, _ call: BoundCall, _ whole: WholeProgramFacts,
        _ spans: inout MemorySpans
    ) {
        for flow in model.flows where flow.origin.root == .variadic && flow.kind != .selects {
            guard call.mayHold(flow.conditions, whole) else { continue }
            contributions.append(
                Contribution(
                    origin: .refinement(.addressValue, nil),
                    target: call.spot(flow.target, &spans), influence: .value))
        }
    }

    private mutating func add(
        _ output: NondeterministicOutput, _ call: BoundCall, _ spans: inout MemorySpans
    ) {
        // The order of equal elements matters only where some that differ compare equal.
        if output.cause == .refinement(.orderingTies), call.sortsTotally { return }
        let origin: Contribution.Origin
        switch output.cause {
        case .refinement(let refinement): origin = .refinement(refinement, output.likelihood)
        case .channel(let index):
            guard let operand = call.argument(index) else { return }
            origin = .channel(operand)
        case .receiverChannel:
            guard let operand = call.arguments.first else { return }
            origin = .channel(operand)
        }
        contributions.append(
            Contribution(
                origin: origin, target: call.spot(output.path, &spans), influence: .value,
                isText: output.path.part == .text))
    }

    private mutating func add(
        _ flow: Flow, _ model: FunctionModel, _ call: BoundCall, _ whole: WholeProgramFacts,
        _ spans: inout MemorySpans
    ) {
        let isEntry = flow.origin.part == .elements || call.isEntry(flow.origin)
        let target = call.spot(flow.target, &spans, entries: isEntry ? .whole : .value)
        var contribution = Contribution(
            origin: .spot(call.spot(flow.origin, &spans)), target: target,
            influence: flow.kind == .selects ? .control : .value, isCopy: flow.kind == .copy,
            isResult: flow.target == .result, isText: flow.target.part == .text)
        // Which keys there are is the same in every order, whatever comes to stand behind them.
        let isPutApart =
            insertsByKey && (!sharesKeys || flow.target.part != .elements)
        if let operand = call.operand(of: flow.origin.root), operand.place == nil,
            flow.origin.part != .order, case .cells = call.spot(flow.origin, &spans)
        {
            // What is read through a pointer that may differ.
            var selection = contribution
            selection.origin = .spot(.operands([operand]))
            selection.influence = .control
            selection.isCopy = false
            let isCleared =
                isPutApart
                || model.orderRemovals.contains {
                    $0.path.root == flow.target.root && call.holds($0.conditions, whole)
                }
            if isCleared { selection.order = .cleared }
            contributions.append(selection)
            if !isCleared {
                selection.influence = .value
                selection.order = .only
                contributions.append(selection)
            }
        }
        if flow.origin.part == .order {
            contribution.influence = .value
            contribution.order = .only
            contribution.isCopy = false
            contributions.append(
                Contribution(
                    origin: .spot(call.spot(Path(flow.origin.root), &spans)), target: target,
                    influence: .value, order: .only, isResult: contribution.isResult))
            if model.traits.contains(.iterates) { addIteration(of: flow.origin, target, call) }
        } else if isPutApart, flow.target != .result {
            contribution.order = .cleared
        } else if model.orderRemovals.contains(where: {
            $0.path.root == flow.target.root && call.holds($0.conditions, whole)
        }) {
            contribution.order = .cleared
        }
        contributions.append(contribution)
    }

    /// A pointer into what a pointer leads to is as certain as that.
    private mutating func add(_ reference: Reference, _ call: BoundCall) {
        guard let operand = call.operand(of: reference.target.root), operand.place == nil else {
            return
        }
        contributions.append(
            Contribution(
                origin: .spot(.operands([operand])), target: .result, influence: .value,
                isResult: true))
    }

    /// What differs about the order in which a container shows its elements.
    private mutating func addIteration(
        of path: Path, _ target: BoundCall.Spot, _ call: BoundCall
    ) {
        guard let container = call.container(at: path.root) else { return }
        for output in container.model.outputs {
            guard case .refinement(let refinement) = output.cause,
                call.mayHold(output.conditions, key: container.key)
            else { continue }
            contributions.append(
                Contribution(
                    origin: .refinement(refinement, output.likelihood), target: target,
                    influence: .value))
            return
        }
    }

    /// The result is the same in every order of what it comes from.
    private mutating func clearResult() {
        for index in contributions.indices where contributions[index].isResult {
            contributions[index].order = .cleared
        }
    }

    private mutating func add(
        _ allocation: Allocation, _ call: BoundCall, _ spans: inout MemorySpans
    ) {
        guard let origin = allocation.origin, !allocation.releasesOrigin else { return }
        var from = origin
        from.dereferences += 1
        var to = allocation.pointer
        to.dereferences += 1
        contributions.append(
            Contribution(
                origin: .spot(call.spot(from, &spans)), target: call.spot(to, &spans),
                influence: .value))
    }

    private mutating func add(
        _ effect: ChannelEffect, _ call: BoundCall, _ spans: inout MemorySpans
    ) {
        switch effect.role {
        case .write:
            let buffer = effect.buffer.map { call.spot($0, &spans) } ?? .nothing
            outputs.append(Output(effect: effect, buffer: buffer))
        default: break
        }
    }
}
