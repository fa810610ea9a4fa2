import MidasBase
import MidasDictionary
import MidasIR

/// What kinds of channel a descriptor or stream may lead to, from the calls that opened it, followed
/// through variables, fields, arguments and results without regard to order.
struct ChannelKinds {
    /// Values that are looked at before the answer is that it may be anything.
    static let stepLimit = 512
    /// A store to more cells than this says nothing about any one of them.
    static let storeWidth = 32

    let calls: InstanceCalls
    private(set) var openings: ChannelOpenings
    /// By cell: what is stored there.
    private var stores: [CellID: [Origin]] = [:]
    private let streams: ChannelStreams
    let texts: ChannelTexts
    /// The descriptors that demultiplexers of the program are told to watch, and the cells into which
    /// those write what is ready: a descriptor found there is one of them.
    private var watched: [Origin] = []
    private var readyCells: Set<CellID> = []

    /// An operand whose value is looked for.
    struct Origin: Hashable {
        var instance: InstanceID
        var operand: Operand
    }

    init(_ calls: InstanceCalls) {
        self.calls = calls
        openings = ChannelOpenings(calls)
        streams = ChannelStreams(calls)
        texts = ChannelTexts(calls)
        for instance in calls.calls.ids {
            indexStores(instance)
            for call in calls.calls[instance] {
                indexArguments(call, instance)
                indexDemultiplexers(call, instance)
            }
        }
        for instance in calls.calls.ids {
            for call in calls.calls[instance] { noteUse(call, instance) }
        }
    }

    /// Which sockets the program connects, and which it serves.
    private mutating func noteUse(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        for symbol in call.externals {
            for effect in calls.models[symbol]?.channels ?? [] {
                guard let use = effect.role.socketUse,
                    case .argument(let index)? = effect.channel?.root,
                    let operand = argument(index, call.instruction, instance, symbol),
                    let leads = leads(of: operand, in: instance)
                else { continue }
                openings.note(use, of: leads)
            }
        }
    }

    private mutating func indexStores(_ instance: InstanceID) {
        let function = calls.function(instance)
        for step in function.instructions.elements {
            guard step.opcode == .store, let place = step.place.id else { continue }
            let cells = calls.facts.sets[calls.facts.placeCells[instance][place.index]]
            guard cells.count <= Self.storeWidth else { continue }
            for cell in cells {
                stores[cell, default: []].append(Origin(instance: instance, operand: step.a))
            }
        }
    }

    private mutating func indexArguments(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        let function = calls.function(instance)
        let operands = function.arguments(of: CallID(function.instructions[call.instruction].extra))
        for callee in call.callees {
            let count = Int(calls.function(callee).parameterCount)
            for (index, operand) in operands.enumerated().prefix(count) {
                let object = calls.facts.localObjects[callee][index]
                let cell = calls.facts.objects[object].firstCell
                stores[cell, default: []].append(Origin(instance: instance, operand: operand))
            }
        }
    }

    private mutating func indexDemultiplexers(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        for symbol in call.externals {
            for effect in calls.models[symbol]?.channels ?? [] {
                if effect.role == .register, case .argument(let index)? = effect.second?.root,
                    let operand = argument(index, call.instruction, instance, symbol)
                {
                    watched.append(Origin(instance: instance, operand: operand))
                }
                if effect.role == .demultiplex, case .argument(let index)? = effect.buffer?.root,
                    let value = argument(index, call.instruction, instance, symbol)?.value
                {
                    noteReady(calls.facts.sets[calls.facts.valueTargets[instance][value.index]])
                }
            }
        }
    }

    private mutating func noteReady(_ targets: ArraySlice<CellID>) {
        for target in targets {
            let object = calls.facts.objects[calls.facts.cells[target].object]
            for offset in 0..<object.cellCount {
                readyCells.insert(CellID(object.firstCell.raw + offset))
            }
        }
    }

    // MARK: Conditions

    /// Whether all conditions of a statement may hold at a call; those that cannot be decided may.
    func mayHold(
        _ conditions: [Condition], _ instruction: InstructionID, _ instance: InstanceID,
        _ symbol: SymbolID
    ) -> Bool {
        conditions.allSatisfy { mayHold($0, instruction, instance, symbol) }
    }

    private func mayHold(
        _ condition: Condition, _ instruction: InstructionID, _ instance: InstanceID,
        _ symbol: SymbolID
    ) -> Bool {
        func mayBe(_ index: UInt8, _ isSo: (Int64) -> Bool) -> Bool {
            guard let operand = argument(index, instruction, instance, symbol) else { return true }
            return numbers(of: operand, in: instance).map { $0.contains(where: isSo) } ?? true
        }
        switch condition {
        case .equals(let index, let value): return mayBe(index) { $0 == value }
        case .differs(let index, let value): return mayBe(index) { $0 != value }
        case .hasBits(let index, let bits): return mayBe(index) { $0 & bits == bits }
        case .lacksBits(let index, let bits): return mayBe(index) { $0 & bits != bits }
        case .channel(let index, let kind):
            guard let operand = argument(index, instruction, instance, symbol),
                let found = kinds(of: operand, in: instance)
            else { return true }
            return found.contains(kind)
        default: return true
        }
    }

    /// The kinds of channel that a call of a function outside may read from.
    func readKinds(
        _ model: FunctionModel, _ instruction: InstructionID, _ instance: InstanceID,
        _ symbol: SymbolID
    ) -> Set<ChannelKind>? {
        var found: Set<ChannelKind> = []
        for effect in model.channels where effect.role == .read {
            if let kind = effect.kind, !effect.isOfSockets {
                found.insert(kind)
                continue
            }
            guard case .argument(let index)? = effect.channel?.root,
                let operand = argument(index, instruction, instance, symbol),
                let leads = leads(of: operand, in: instance, onlySockets: effect.isOfSockets)
            else { return nil }
            found.formUnion(leads.kinds)
        }
        return found.isEmpty ? nil : found
    }

    private func argument(
        _ index: UInt8, _ instruction: InstructionID, _ instance: InstanceID, _ symbol: SymbolID
    ) -> Operand? {
        let function = calls.function(instance)
        let operands = Array(
            function.arguments(of: CallID(function.instructions[instruction].extra)))
        let hidden = calls.program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
        let position = Int(index) + hidden
        return position < operands.count ? operands[position] : nil
    }

    /// What a number may be, followed to constants through variables and parameters; nil where it may
    /// be something else.
    private func numbers(of operand: Operand, in instance: InstanceID) -> Set<Int64>? {
        var open = [Origin(instance: instance, operand: operand)]
        var seen = Set(open)
        var found: Set<Int64> = []
        while let origin = open.popLast() {
            guard seen.count <= Self.stepLimit else { return nil }
            let function = calls.function(origin.instance)
            if let number = function.constantInteger(origin.operand) {
                found.insert(number)
                continue
            }
            guard let value = origin.operand.value else { return nil }
            let step = function.instructions[value]
            let next: [Origin]?
            switch step.opcode {
            case .cast: next = [Origin(instance: origin.instance, operand: step.a)]
            case .load: next = step.place.id.flatMap { stored(at: $0, origin.instance) }
            default: next = nil
            }
            guard let next else { return nil }
            for origin in next where seen.insert(origin).inserted { open.append(origin) }
        }
        return found.isEmpty ? nil : found
    }

    // MARK: Origins

    /// Where a descriptor comes from.
    struct Leads {
        var kinds: Set<ChannelKind> = []
        /// The calls that opened it.
        var openings: [CallSite] = []
    }

    /// The kinds that a descriptor may be; nil where something that it comes from is not known.
    func kinds(of operand: Operand, in instance: InstanceID) -> Set<ChannelKind>? {
        leads(of: operand, in: instance)?.kinds
    }

    /// Where a descriptor comes from: where it cannot be followed, anything that the program opens;
    /// nil where that is not known either.
    ///
    /// - Parameter onlySockets: whether the call that is given it works on sockets alone.
    func leads(
        of operand: Operand, in instance: InstanceID, onlySockets: Bool = false
    ) -> Leads? {
        guard let leads = followed(operand, in: instance) ?? openings.anything else { return nil }
        return onlySockets ? openings.sockets(of: leads) : leads
    }

    private func followed(_ operand: Operand, in instance: InstanceID) -> Leads? {
        var open = [Origin(instance: instance, operand: operand)]
        var seen = Set(open)
        var found = Leads()
        var steps = 0
        while let origin = open.popLast() {
            steps += 1
            if let leads = streams.leads(of: origin.operand, in: origin.instance) {
                found.kinds.formUnion(leads.kinds)
                found.openings += leads.openings
                continue
            }
            guard steps < Self.stepLimit, let next = follow(origin, &found) else { return nil }
            for origin in next where seen.insert(origin).inserted { open.append(origin) }
        }
        return found.kinds.isEmpty ? nil : found
    }

    /// What a value comes from, if it is not a channel itself; nil where that is not known.
    private func follow(_ origin: Origin, _ found: inout Leads) -> [Origin]? {
        let function = calls.function(origin.instance)
        if origin.operand.constant != nil {
            if let number = function.integer(origin.operand) { note(number, &found) }
            return []
        }
        guard let value = origin.operand.value else { return nil }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast: return [Origin(instance: origin.instance, operand: step.a)]
        case .load, .atomicLoad:
            guard let place = step.place.id else { return nil }
            if case .global(let symbol) = function.places[place].root,
                let kind = opened(by: symbol, into: .value)
            {
                found.kinds.insert(kind)
                return []
            }
            return stored(at: place, origin.instance)
        case .call: return results(of: value, origin.instance, &found)
        default: return nil
        }
    }

    private func note(_ number: Int64, _ found: inout Leads) {
        switch number {
        case 0: found.kinds.insert(.standardInput)
        case 1: found.kinds.insert(.standardOutput)
        case 2: found.kinds.insert(.standardError)
        default: break
        }
    }

    /// What is stored at a place, by any store that may write there; nil where that is not known.
    func stored(at place: PlaceID, _ instance: InstanceID) -> [Origin]? {
        let cells = calls.facts.sets[calls.facts.placeCells[instance][place.index]]
        var all: [Origin] = []
        for cell in cells {
            guard let origins = stores[cell] ?? (readyCells.contains(cell) ? watched : nil) else {
                return nil
            }
            all += origins
        }
        return all.isEmpty ? nil : all
    }

    private func results(
        of value: InstructionID, _ instance: InstanceID, _ found: inout Leads
    ) -> [Origin]? {
        let site = CallSite(instance: instance, instruction: value)
        guard let targets = calls.facts.callGraph.targets[site] else { return nil }
        var all: [Origin] = []
        for target in targets {
            switch target {
            case .instance(let callee): all += returned(by: callee)
            case .external(let symbol):
                guard let kind = opened(by: symbol, into: .result) else { return nil }
                found.kinds.insert(kind)
                found.openings.append(site)
            }
        }
        return all
    }

    func returned(by instance: InstanceID) -> [Origin] {
        calls.function(instance).blocks.elements.compactMap { block in
            guard case .return(let operand) = block.terminator else { return nil }
            return Origin(instance: instance, operand: operand)
        }
    }

    private func opened(by symbol: SymbolID, into root: Path.Root) -> ChannelKind? {
        calls.models[symbol]?.channelKind(of: root)
    }
}

extension ChannelEffect {
    /// Whether the function can only be given a socket.
    var isOfSockets: Bool { role == .read && kind == .socket && channel != nil }
}

extension ChannelEffect.Role {
    fileprivate var socketUse: ChannelOpenings.SocketUse? {
        switch self {
        case .listen: .serves
        case .connect: .connects
        default: nil
        }
    }
}
