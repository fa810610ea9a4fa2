import MidasBase
import MidasDictionary
import MidasIR

/// What objects that hold texts (`std::string`) are made of, from the calls that fill them, without
/// regard to order: of a text that is put together, what it is put together from.
struct ChannelTexts {
    private let calls: InstanceCalls
    private var textRecords = BitSet()
    private var origins: [CellID: [ChannelKinds.Origin]] = [:]
    /// Texts that something else than texts and numbers that are constants gets into.
    private var unknown: Set<CellID> = []

    init(_ calls: InstanceCalls) {
        self.calls = calls
        for id in calls.program.types.records.ids {
            let name = calls.program.strings[calls.program.types.records[id].templateName]
            if calls.models.dictionary.type(name)?.role == .text { textRecords.insert(id.index) }
        }
        guard !textRecords.isEmpty else { return }
        for instance in calls.calls.ids {
            for call in calls.calls[instance] { index(call, instance) }
        }
    }

    // MARK: Filling

    private mutating func index(_ call: InstanceCalls.Call, _ instance: InstanceID) {
        for symbol in call.externals {
            guard let model = calls.models[symbol] else {
                let function = calls.function(instance)
                let step = function.instructions[call.instruction]
                for operand in function.arguments(of: CallID(step.extra)) {
                    unknown.formUnion(cells(of: operand, instance))
                }
                continue
            }
            let bound = Bound(call: call.instruction, instance: instance, symbol: symbol)
            for output in model.outputs { unknown.formUnion(targets(output.path, bound)) }
            for buffer in model.channels.compactMap(\.buffer) {
                unknown.formUnion(targets(buffer, bound))
            }
            for flow in model.flows { add(flow, bound) }
        }
        for callee in call.callees {
            let filled = targets(.result, Bound(call: call.instruction, instance: instance))
            guard !filled.isEmpty else { continue }
            for block in calls.function(callee).blocks.elements {
                guard case .return(let operand) = block.terminator else { continue }
                for cell in filled {
                    origins[cell, default: []].append(.init(instance: callee, operand: operand))
                }
            }
        }
    }

    private mutating func add(_ flow: Flow, _ bound: Bound) {
        let filled = targets(flow.target, bound)
        guard !filled.isEmpty else { return }
        let function = calls.function(bound.instance)
        switch flow.origin.root {
        case .argument, .receiver:
            guard let operand = operand(flow.origin.root, bound) else { return }
            // Lengths and single characters that are written out, objects that hold nothing
            // (allocators).
            guard function.integer(operand) == nil,
                record(operand, bound.instance).map({ calls.program.types.records[$0].size > 1 })
                    ?? true
            else { return }
            for cell in filled {
                origins[cell, default: []].append(.init(instance: bound.instance, operand: operand))
            }
        default: unknown.formUnion(filled)
        }
    }

    // MARK: Operands and cells

    private struct Bound {
        var call: InstructionID
        var instance: InstanceID
        var symbol: SymbolID?
    }

    private func operand(_ root: Path.Root, _ bound: Bound) -> Operand? {
        let function = calls.function(bound.instance)
        let operands = Array(
            function.arguments(of: CallID(function.instructions[bound.call].extra)))
        let takesThis =
            bound.symbol.map { calls.program.symbols[$0].flags.contains(.takesThis) } ?? false
        let position: Int
        switch root {
        case .receiver: position = 0
        case .argument(let index): position = Int(index) + (takesThis ? 1 : 0)
        default: return nil
        }
        return position < operands.count ? operands[position] : nil
    }

    /// The cells at a path.
    private func targets(_ path: Path, _ bound: Bound) -> [CellID] {
        guard path.root == .result else {
            return operand(path.root, bound).map { cells(of: $0, bound.instance) } ?? []
        }
        let function = calls.function(bound.instance)
        let call = function.calls[CallID(function.instructions[bound.call].extra)]
        guard let place = call.result.id else { return [] }
        return Array(calls.facts.sets[calls.facts.placeCells[bound.instance][place.index]])
    }

    private func cells(of operand: Operand, _ instance: InstanceID) -> [CellID] {
        if let value = operand.value {
            return Array(calls.facts.sets[calls.facts.valueTargets[instance][value.index]])
        }
        guard let place = operand.place else { return [] }
        return Array(calls.facts.sets[calls.facts.placeCells[instance][place.index]])
    }

    /// The class that an operand is of, or leads to.
    private func record(_ operand: Operand, _ instance: InstanceID) -> RecordID? {
        let function = calls.function(instance)
        let types = calls.program.types
        if let place = operand.place { return types.record(function.places[place].type) }
        return operand.value.flatMap { types.element(function.instructions[$0].type) }
            .flatMap { types.record($0) }
    }

    // MARK: Answers

    /// What the texts that an operand leads to are made of.
    ///
    /// - Returns: nil where it leads to no text; nothing inside where that is not known.
    func parts(of operand: Operand, in instance: InstanceID) -> [ChannelKinds.Origin]?? {
        guard let record = record(operand, instance), textRecords.contains(record.index)
        else { return nil }
        let found = cells(of: operand, instance)
        guard !found.isEmpty else { return .some(nil) }
        var all: [ChannelKinds.Origin] = []
        for cell in found {
            guard !unknown.contains(cell), isFilledHere(cell) else { return .some(nil) }
            all += origins[cell] ?? []
        }
        return .some(all)
    }

    /// Whether all that gets into a text gets there by calls that name it: not what a container holds.
    private func isFilledHere(_ cell: CellID) -> Bool {
        switch calls.facts.objects[calls.facts.cells[cell].object].kind {
        case .global, .local, .result: true
        default: false
        }
    }
}
