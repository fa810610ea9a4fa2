import MidasBase
import MidasDictionary
import MidasIR

/// What the outside answers where nothing comes in time.
struct Silence {
    enum Answer {
        /// The call waits on.
        case never
        /// Waiting for one of several channels ends without any.
        case zero
        /// Nothing can be accepted or read.
        case nothingThere
        case unknown
    }

    private var answers: [CallSite: Answer] = [:]
    /// By cell: whether waiting says there which channel is ready, and nothing else writes anything
    /// but zero there.
    private var readiness = BitSet()
    /// Cells of what is handed to calls that wait for one of several channels.
    private(set) var watched = BitSet()
    /// By instance: whether it waits or reads what is ready, or something that it calls does.
    private var isConcerned = BitSet()
    /// Waits that may time out, by instance with what it calls.
    private(set) var timesOut = BitSet()

    /// O(instructions) where the program waits with a time-out, else O(calls).
    init(_ waits: WaitAnalysis) {
        let calls = waits.calls
        var seeds = BitSet(capacity: calls.instanceCount)
        var timed = seeds
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                let site = CallSite(instance: instance, instruction: call.instruction)
                guard let answer = Self.answer(call, instance, waits) else { continue }
                answers[site] = answer
                seeds.insert(instance.index)
                if case .zero = answer {
                    timed.insert(instance.index)
                }
            }
        }
        guard !timed.isEmpty else { return }
        let found = Readiness(calls)
        readiness = found.cells
        watched = found.watched
        for instance in calls.calls.ids where reads(instance, calls) {
            seeds.insert(instance.index)
        }
        isConcerned = Self.callers(of: seeds, calls)
        timesOut = Self.callers(of: timed, calls)
    }

    func answer(at site: CallSite) -> Answer { answers[site] ?? .unknown }
    func isEmpty(_ cell: CellID) -> Bool { readiness.contains(cell.index) }
    func concerns(_ instance: InstanceID) -> Bool { isConcerned.contains(instance.index) }

    private static func answer(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ waits: WaitAnalysis
    ) -> Answer? {
        var answer: Answer?
        for symbol in call.externals {
            guard let model = waits.calls.models[symbol] else { continue }
            let all = model.waits.filter {
                waits.channels.mayHold($0.conditions, call.instruction, instance, symbol)
            }
            if model.traits.contains(.neverReturns) {
                answer = .never
            } else if all.contains(where: { $0.reason == .demultiplex }) {
                let isTimed = all.contains { $0.reason == .demultiplex && $0.isTimed }
                answer = isTimed ? .zero : .never
            }
        }
        if let answer { return answer }
        let reasons = waits.waits(of: call, in: instance)
        if reasons.isEmpty { return nil }
        if !reasons.isDisjoint(with: [.queue, .condition, .standardInput, .demultiplex]) {
            return .never
        }
        return takesRequests(call, instance, waits) ? .nothingThere : nil
    }

    /// Whether a call accepts or reads from channels that only clients write to.
    private static func takesRequests(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ waits: WaitAnalysis
    ) -> Bool {
        let fromClients: Set<ChannelKind> = [.socket, .listeningSocket, .acceptedSocket]
        return call.externals.allSatisfy { symbol in
            guard let model = waits.calls.models[symbol] else { return false }
            if model.waits.contains(where: { $0.reason == .accept }) { return true }
            let kinds = waits.channels.readKinds(model, call.instruction, instance, symbol)
            return kinds.map { $0.isSubset(of: fromClients) } ?? false
        }
    }

    private func reads(_ instance: InstanceID, _ calls: InstanceCalls) -> Bool {
        if readiness.isEmpty { return false }
        let function = calls.function(instance)
        return function.instructions.elements.contains { step in
            guard step.opcode == .load, let place = step.place.id else { return false }
            let cells = calls.facts.sets[calls.facts.placeCells[instance][place.index]]
            return !cells.isEmpty && cells.allSatisfy(isEmpty)
        }
    }

    private static func callers(of seeds: BitSet, _ calls: InstanceCalls) -> BitSet {
        var callers: [InstanceID: [InstanceID]] = [:]
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                for callee in call.callees { callers[callee, default: []].append(instance) }
            }
        }
        var found = BitSet(capacity: calls.instanceCount)
        var open = seeds.members
        while let member = open.popLast() {
            guard found.insert(member) else { continue }
            open += (callers[InstanceID(member)] ?? []).map(\.index)
        }
        return found
    }
}

/// The cells in which waiting says which channels are ready.
private struct Readiness {
    private(set) var cells = BitSet()
    private(set) var watched = BitSet()

    init(_ calls: InstanceCalls) {
        var fields = BitSet()
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                for symbol in call.externals {
                    note(call, instance, symbol, calls, &fields)
                }
            }
        }
        guard !fields.isEmpty else { return }
        for instance in calls.calls.ids {
            let function = calls.function(instance)
            for step in function.instructions.elements where step.opcode == .store {
                guard let place = step.place.id, function.constantInteger(step.a) != 0 else {
                    continue
                }
                for cell in calls.facts.sets[calls.facts.placeCells[instance][place.index]] {
                    fields.remove(cell.index)
                }
            }
        }
        cells.formUnion(fields)
    }

    /// - Parameter fields: parts of objects that hold other things as well.
    private mutating func note(
        _ call: InstanceCalls.Call, _ instance: InstanceID, _ symbol: SymbolID,
        _ calls: InstanceCalls, _ fields: inout BitSet
    ) {
        guard let model = calls.models[symbol],
            model.waits.contains(where: { $0.reason == .demultiplex })
        else { return }
        let function = calls.function(instance)
        let operands = Array(
            function.arguments(of: CallID(function.instructions[call.instruction].extra)))
        for output in model.outputs {
            guard case .refinement(.schedulingReady) = output.cause,
                case .argument(let index) = output.path.root, output.path.dereferences == 1,
                Int(index) < operands.count, let value = operands[Int(index)].value
            else { continue }
            for target in calls.facts.sets[calls.facts.valueTargets[instance][value.index]] {
                for cell in calls.structure(at: target) {
                    watched.insert(cell)
                    if output.path.field == nil { cells.insert(cell) }
                }
                if output.path.field != nil {
                    let object = calls.facts.objects[calls.facts.cells[target].object]
                    for cell in target.index..<Int(object.firstCell.raw + object.cellCount) {
                        fields.insert(cell)
                    }
                }
            }
        }
    }
}

extension InstanceCalls {
    /// The cells of the structure that begins with a cell, as far as it holds no others.
    fileprivate func structure(at cell: CellID) -> Range<Int> {
        let object = facts.objects[facts.cells[cell].object]
        var end = cell.index + 1
        while end < Int(object.firstCell.raw + object.cellCount), !facts.cells[cell].record.isNone,
            facts.cells[CellID(UInt32(end))].record == facts.cells[cell].record
        {
            end += 1
        }
        return cell.index..<end
    }
}
