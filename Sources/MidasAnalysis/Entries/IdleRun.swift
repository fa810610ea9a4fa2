import MidasBase
import MidasDictionary
import MidasIR

/// What runs of the program in a round of a request loop in which nothing came in time, found by sparse
/// conditional constant propagation (Wegman, Zadeck, "Constant propagation with conditional branches",
/// 1991): waiting gives back zero, nothing is ready, and what would be read is not there yet. For
/// comparison, what runs where something came.
///
/// Cost: blocks that run, times how often less turns out to be known, cut at `stepLimit`.
struct IdleRun {
    /// Blocks that are gone through before all of what is called counts as run.
    static let stepLimit = 100_000

    /// What one function does then.
    struct Outcome {
        var blocks: BitSet
        var result: IdleValue?
        var globals: IdleState?
        /// Whether it comes back (of a loop: goes round).
        var comesBack = false
    }

    struct Key: Hashable {
        var instance: InstanceID
        var arguments: [IdleValue?]
        var globals: [IdleState.Variable: IdleValue]
    }

    let waits: WaitAnalysis
    let silence: Silence
    /// Whether something came.
    let isBusy: Bool
    /// The waits that have timed out.
    private(set) var timedOut: Set<CallSite> = []
    /// What functions do that were run through apart.
    private(set) var done: [Key: Outcome] = [:]
    private(set) var carriers: [CallSite: Set<InstanceID>] = [:]
    private var running: Set<InstanceID> = []
    private var steps = 0
    private var calls: InstanceCalls { waits.calls }

    init(_ waits: WaitAnalysis, _ silence: Silence, isBusy: Bool = false) {
        self.waits = waits
        self.silence = silence
        self.isBusy = isBusy
    }

    /// One round of a loop.
    mutating func round(of loop: RequestLoop, _ blocks: BitSet) -> Outcome? {
        guard let header = loop.header.id else { return nil }
        running = [loop.instance]
        var frame = Frame(loop.instance, calls.function(loop.instance), within: blocks)
        run(&frame, from: header, IdleState())
        frame.outcome.comesBack = loop.latches.contains { frame.outs[$0] != nil }
        return frame.outcome
    }

    // MARK: Functions

    /// A function that is being run through.
    private struct Frame {
        let instance: InstanceID
        let function: Function
        let within: BitSet?
        var ins: [BlockID: IdleState] = [:]
        /// What is known at the end of blocks that come to their end.
        var outs: [BlockID: IdleState] = [:]
        var values: [InstructionID: IdleValue] = [:]
        var outcome: Outcome

        init(_ instance: InstanceID, _ function: Function, within: BitSet? = nil) {
            self.instance = instance
            self.function = function
            self.within = within
            outcome = Outcome(blocks: BitSet(capacity: function.blocks.count))
        }
    }

    private mutating func run(_ frame: inout Frame, from start: BlockID, _ state: IdleState) {
        frame.ins[start] = state
        var work = [start]
        while let block = work.popLast() {
            steps += 1
            frame.outcome.blocks.insert(block.index)
            guard var state = frame.ins[block] else { continue }
            guard transfer(block, &state, &frame) else { continue }
            frame.outs[block] = state
            for next in successors(of: block, state, frame) {
                if let within = frame.within, !within.contains(next.index) || next == start {
                    continue
                }
                if frame.ins[next] == nil {
                    frame.ins[next] = state
                    work.append(next)
                } else if frame.ins[next]?.meet(state) == true {
                    work.append(next)
                }
            }
            work.sort(by: >)
        }
    }

    /// Where control goes on.
    private func successors(
        of block: BlockID, _ state: IdleState, _ frame: Frame
    ) -> [BlockID] {
        let function = frame.function
        var all: [BlockID] = []
        function.forEachSuccessor(of: block) { all.append($0) }
        var chosen: BlockID?
        switch function.blocks[block].terminator {
        case .branch(let test, let yes, let no):
            guard let value = value(of: test, frame) else { return all }
            chosen = value.number != 0 ? yes : no
        case .switch(let test, let cases, let otherwise):
            guard let value = value(of: test, frame) else { return all }
            let bits = UInt64(bitPattern: value.number)
            chosen = otherwise
            for arm in function.switchCases[cases.range] where arm.low <= bits && bits <= arm.high {
                chosen = arm.target
            }
        default: return all
        }
        guard let chosen else { return all }
        return [chosen] + (function.blocks[block].unwind.id.map { [$0] } ?? [])
    }

    // MARK: Steps

    /// Whether the block comes to its end.
    private mutating func transfer(
        _ block: BlockID, _ state: inout IdleState, _ frame: inout Frame
    ) -> Bool {
        frame.values = [:]
        for index in frame.function.blocks[block].instructions {
            guard step(InstructionID(index), &state, &frame) else { return false }
        }
        if case .return(let operand) = frame.function.blocks[block].terminator {
            let value = value(of: operand, frame)
            let isFirst = !frame.outcome.comesBack
            frame.outcome.result =
                isFirst ? value : IdleValue.meet(frame.outcome.result, value)
            if isFirst {
                frame.outcome.globals = state.globals
            } else {
                _ = frame.outcome.globals?.meet(state.globals)
            }
            frame.outcome.comesBack = true
        }
        return true
    }

    private mutating func step(
        _ id: InstructionID, _ state: inout IdleState, _ frame: inout Frame
    ) -> Bool {
        let step = frame.function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad:
            frame.values[id] = step.place.id.flatMap { load($0, state, frame) }
        case .store, .atomicStore:
            if let place = step.place.id { store(value(of: step.a, frame), place, &state, frame) }
        case .cast:
            let value = value(of: step.a, frame)
            let isTest = step.detail == CastKind.boolean.rawValue
            frame.values[id] =
                isTest
                ? value.flatMap { IdleValue($0.number != 0 ? 1 : 0, isIdle: $0.isIdle) } : value
        case .unary:
            frame.values[id] = value(of: step.a, frame).flatMap { apply(step.detail, $0) }
        case .binary:
            if let how = BinaryOperator(rawValue: step.detail) {
                frame.values[id] = IdleValue.combine(
                    value(of: step.a, frame), value(of: step.b, frame), how)
            }
        case .compare:
            if let how = Comparison(rawValue: step.detail), let a = value(of: step.a, frame),
                let b = value(of: step.b, frame)
            {
                frame.values[id] = IdleValue.compare(a, b, how)
            }
        case .call: return call(id, &state, &frame)
        default:
            frame.function.forEachAccess(id) { place, isWrite in
                if isWrite { store(nil, place, &state, frame) }
            }
        }
        return true
    }

    private func apply(_ detail: UInt8, _ value: IdleValue) -> IdleValue? {
        switch UnaryOperator(rawValue: detail) {
        case .negate: IdleValue(-value.number, isIdle: value.isIdle)
        case .complement: IdleValue(~value.number, isIdle: value.isIdle)
        case .logicalNot: IdleValue(value.number == 0 ? 1 : 0, isIdle: value.isIdle)
        case nil: nil
        }
    }

    private func value(of operand: Operand, _ frame: Frame) -> IdleValue? {
        if let value = operand.value { return frame.values[value] }
        return frame.function.constantInteger(operand).flatMap { IdleValue($0, isIdle: false) }
    }

    private func load(_ place: PlaceID, _ state: IdleState, _ frame: Frame) -> IdleValue? {
        if let variable = frame.function.wholeVariable(place), let value = state[variable] {
            return value
        }
        if isBusy { return nil }
        let cells = calls.facts.sets[calls.facts.placeCells[frame.instance][place.index]]
        return !cells.isEmpty && cells.allSatisfy(silence.isEmpty)
            ? IdleValue(0, isIdle: true) : nil
    }

    private func store(
        _ value: IdleValue?, _ place: PlaceID, _ state: inout IdleState, _ frame: Frame
    ) {
        if let variable = frame.function.wholeVariable(place) {
            state[variable] = value
            return
        }
        let cells = calls.facts.sets[calls.facts.placeCells[frame.instance][place.index]]
        forget(cells, &state, frame.instance)
    }

    private func forget(
        _ cells: ArraySlice<CellID>, _ state: inout IdleState, _ instance: InstanceID
    ) {
        if state.known.isEmpty { return }
        state.forget { variable in
            switch variable {
            case .local(let local):
                holds(cells, partOf: calls.facts.localObjects[instance][local.index])
            case .global(let symbol):
                calls.facts.objectOfSymbol[symbol].map { holds(cells, partOf: $0) } ?? true
            }
        }
    }

    /// Whether a set of cells, which ascends, has one of an object's. O(log cells).
    private func holds(_ cells: ArraySlice<CellID>, partOf object: ObjectID) -> Bool {
        let known = calls.facts.objects[object]
        var range = cells.startIndex..<cells.endIndex
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range =
                cells[middle] < known.firstCell
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound < cells.endIndex
            && cells[range.lowerBound].raw < known.firstCell.raw + known.cellCount
    }

    // MARK: Calls

    /// Whether the call comes back.
    private mutating func call(
        _ id: InstructionID, _ state: inout IdleState, _ frame: inout Frame
    ) -> Bool {
        let site = CallSite(instance: frame.instance, instruction: id)
        let operands = frame.function.arguments(
            of: CallID(frame.function.instructions[id].extra))
        let given = operands.map { value(of: $0, frame) }
        let before = state
        forgetWhatCalleesReach(operands, &state, frame)
        var results: [IdleValue?] = []
        var comesBack = false
        let targets = calls.facts.callGraph.targets[site] ?? []
        for target in targets {
            switch target {
            case .external:
                switch silence.answer(at: site) {
                case .never: continue
                case .zero:
                    timedOut.insert(site)
                    results.append(IdleValue(isBusy ? 1 : 0, isIdle: true))
                case .nothingThere:
                    results.append(isBusy ? nil : IdleValue(-1, isIdle: true))
                case .unknown: results.append(nil)
                }
                comesBack = true
            case .instance(let callee):
                guard let outcome = run(callee, given, before.globals, site) else {
                    results.append(nil)
                    comesBack = true
                    continue
                }
                guard outcome.comesBack else { continue }
                comesBack = true
                results.append(outcome.result)
                if targets.count == 1, let globals = outcome.globals { state.take(globals) }
            }
        }
        if targets.isEmpty { return true }
        if var common = results.first {
            for result in results.dropFirst() { common = IdleValue.meet(common, result) }
            frame.values[id] = common
        }
        return comesBack
    }

    /// A call may write every variable of the program, and those whose address it is given.
    private func forgetWhatCalleesReach(
        _ operands: ArraySlice<Operand>, _ state: inout IdleState, _ frame: Frame
    ) {
        state.forget { variable in
            switch variable {
            case .global: true
            case .local(let local): frame.function.addressTaken.contains(local.index)
            }
        }
    }

    /// What a function does then; nil where nothing in it depends on what came.
    private mutating func run(
        _ callee: InstanceID, _ given: [IdleValue?], _ globals: IdleState, _ site: CallSite
    ) -> Outcome? {
        let function = calls.function(callee)
        let knowsMore =
            given.contains { $0?.isIdle ?? false }
            || globals.known.values.contains { $0.isIdle }
        guard knowsMore || silence.concerns(callee), !running.contains(callee),
            running.count < Self.depthLimit, steps < Self.stepLimit
        else { return nil }
        let arguments = (0..<Int(function.parameterCount)).map {
            $0 < given.count ? given[$0] : nil
        }
        carriers[site, default: []].insert(callee)
        let key = Key(instance: callee, arguments: arguments, globals: globals.known)
        if let known = done[key] { return known }
        running.insert(callee)
        defer { running.remove(callee) }
        var frame = Frame(callee, function)
        var state = globals
        for (index, value) in arguments.enumerated() { state[.local(LocalID(index))] = value }
        if !function.blocks.isEmpty { run(&frame, from: BlockID(0), state) }
        done[key] = frame.outcome
        return frame.outcome
    }

    private static var depthLimit: Int { 64 }
}

extension Function {
    /// The variable that a place is the whole of.
    func wholeVariable(_ place: PlaceID) -> IdleState.Variable? {
        guard places[place].projections.range.isEmpty else { return nil }
        switch places[place].root {
        case .local(let local): return .local(local)
        case .global(let symbol): return .global(symbol)
        case .pointer, .result: return nil
        }
    }

    /// Locals whose address is taken.
    var addressTaken: BitSet {
        var taken = BitSet(capacity: locals.count)
        for step in instructions.elements where step.opcode == .addressOf {
            if let local = rootLocal(step.place.id) { taken.insert(local.index) }
        }
        return taken
    }

    /// How many blocks go on with a block.
    func predecessorCount(of target: BlockID) -> Int {
        blocks.ids.count { block in
            var goesOn = false
            forEachSuccessor(of: block) { if $0 == target { goesOn = true } }
            return goesOn
        }
    }
}
