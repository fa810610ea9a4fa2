import MidasBase
import MidasDictionary
import MidasIR

/// What a function does with elements that come in no fixed order, where the order does not matter:
/// commutative and associative updates of whole numbers, the greatest and the least, a mark that is
/// set, whether any element is found, a search by a key that occurs once.
extension FlowBuilder {
    mutating func findLoops(_ function: Function, _ regions: ControlRegions) {
        guard whole.hasOrder else { return }
        work.updates = UpdateScan(function, context.program.types)
        work.loopsOfBlock = Array(repeating: [], count: regions.blockCount + 1)
        for header in 0..<regions.blockCount where regions.isLive[header] {
            var loop = IterationLoop(header: header)
            for latch in regions.predecessors[header]
            where regions.dominators.dominates(header, latch) {
                for block in regions.loop(header: header, latch: latch) { loop.body.insert(block) }
            }
            let members = loop.body.members
            guard !members.isEmpty else { continue }
            loop.hasEarlyExit = members.contains { block in
                block != header && regions.successors[block].contains { !loop.body.contains($0) }
            }
            for block in members { work.loopsOfBlock[block].append(work.loops.count) }
            work.loops.append(loop)
        }
    }

    // MARK: Iterations

    /// Whether a comparison only asks whether an iteration is at its end.
    func comparesPositions(_ step: Instruction, _ function: Function) -> Bool {
        guard whole.hasOrder, step.opcode == .compare,
            step.detail == Comparison.equal.rawValue || step.detail == Comparison.notEqual.rawValue
        else { return false }
        func isNull(_ operand: Operand) -> Bool { function.constantInteger(operand) == 0 }
        func isPosition(_ operand: Operand) -> Bool {
            let pointees = context.pointees(operand, work.instance, function)
            return !pointees.isEmpty
                && pointees.allSatisfy { cell in
                    let object = context.facts.cells[cell].object
                    if case .elements = context.facts.objects[object].kind { return true }
                    return false
                }
        }
        if isNull(step.b) || isNull(step.a) {
            return isPointer(step.a, function) || isPointer(step.b, function)
        }
        return isPosition(step.a) && isPosition(step.b)
    }

    /// What the header of a loop tests to see whether the iteration is at its end.
    private func iteration(of loop: IterationLoop) -> FlowNodeID? {
        if let source = work.layoutSources[loop.header] { return source }
        guard let function = work.function,
            case .branch(let condition, _, _) = function.blocks[BlockID(loop.header)].terminator
        else { return nil }
        return iteration(condition, function)
    }

    private func iteration(_ operand: Operand, _ function: Function) -> FlowNodeID? {
        guard let value = operand.value else { return nil }
        if let node = work.iterations[value] { return node }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .unary: return iteration(step.a, function)
        case .call:
            for argument in function.arguments(of: CallID(step.extra)) {
                let cells =
                    argument.place.map { Array(context.cells($0, work.instance)) }
                    ?? context.pointees(argument, work.instance, function)
                for cell in cells {
                    guard let variable = variable(cell),
                        let node = work.versions[work.current[variable]].flow
                    else { continue }
                    return node
                }
            }
            return nil
        default: return nil
        }
    }

    /// The iterations in whose number of rounds so far a variable's version counts.
    func roundsCounted(in version: Int, _ load: InstructionID) -> [FlowNodeID] {
        guard !work.loops.isEmpty, work.block < work.loopsOfBlock.count,
            work.updates?.privateLoads.contains(load.index) == false
        else { return [] }
        return work.loopsOfBlock[work.block].compactMap { number in
            let loop = work.loops[number]
            guard isCarried(version, by: loop) else { return nil }
            return iteration(of: loop)
        }
    }

    /// Whether a version may be the one that a loop's header joins, by way of joins and updates in the
    /// loop. Each version is looked at once.
    func isCarried(_ version: Int, by loop: IterationLoop) -> Bool {
        var open = [version]
        var seen: Set<Int> = [version]
        while let next = open.popLast(), seen.count <= Self.traceLimit {
            var origins: [Int] = []
            if let number = work.joinOfVersion[next] {
                let join = work.joins[number]
                if join.block == loop.header { return true }
                if loop.body.contains(join.block) { origins = join.operands.map(\.version) }
            } else if let base = work.bases[next] {
                origins = [base]
            }
            for origin in origins where seen.insert(origin).inserted { open.append(origin) }
        }
        return false
    }

    /// How many versions are followed at most.
    private static var traceLimit: Int { 128 }

    // MARK: Updates

    /// What becomes of order where an instruction stores.
    func orderOfStore(
        _ id: InstructionID, _ place: PlaceID, _ function: Function
    ) -> OrderPassage {
        if isKeyed(place, function), !isCounted(function.instructions[id].a) { return .cleared }
        if table(of: place) != nil || unordered[site].contains(.ownWork) { return .cleared }
        guard let change = work.updates?.change(of: id) else { return .kept }
        switch change {
        case .assign: return .kept
        case .literal: return isInIteration() ? .cleared : .kept
        case .update:
            if isInIteration() { return .cleared }
            return work.loops.isEmpty && takesParameter(function.instructions[id].a, function)
                ? .cleared : .kept
        }
    }

    func isCounted(_ operand: Operand) -> Bool {
        operand.value.map { work.counted.contains($0.index) } ?? false
    }

    /// Whether a place is found, or made, in a container by a key that differs from one element to the
    /// next: where it is put, the order of the elements does not matter.
    private func isKeyed(_ place: PlaceID, _ function: Function) -> Bool {
        guard whole.hasOrder, case .pointer(let operand) = function.places[place].root,
            let id = operand.value, function.instructions[id].opcode == .call,
            context.targets(work.instance, id).contains(where: {
                context.model($0)?.traits.contains(.insertsByKey) ?? false
            })
        else { return false }
        let arguments = function.arguments(of: CallID(function.instructions[id].extra))
        return arguments.dropFirst().contains { argument in
            guard !KeyShapes(context, work.instance).isShared(argument) else { return false }
            if node(of: argument) != .max { return true }
            return context.pointees(argument, work.instance, function).contains { cell in
                guard let variable = variable(cell) else { return false }
                return work.versions[work.current[variable]].node != .max
            }
        }
    }

    /// Whether the current block is in an iteration that goes through to its end.
    private func isInIteration() -> Bool {
        guard !work.loops.isEmpty else { return false }
        let loops = work.loopsOfBlock[work.block].map { work.loops[$0] }
        let iterations = loops.filter { iteration(of: $0) != nil }
        return !iterations.isEmpty && iterations.allSatisfy { !$0.hasEarlyExit }
    }

    /// Whether an update adds something that a caller gives.
    private func takesParameter(_ operand: Operand, _ function: Function) -> Bool {
        guard let value = operand.value else { return false }
        let step = function.instructions[value]
        switch step.opcode {
        case .binary: return takesParameter(step.a, function) || takesParameter(step.b, function)
        case .cast: return takesParameter(step.a, function)
        case .load:
            guard let place = step.place.id else { return false }
            switch function.places[place].root {
            case .local(let local): return local.raw < function.parameterCount
            case .pointer(let pointer): return takesParameter(pointer, function)
            case .global, .result: return false
            }
        default: return false
        }
    }

    // MARK: Choices

    /// What becomes of order where versions join.
    struct OrderAtJoin {
        var gates = OrderPassage.kept
        var operands = OrderPassage.kept
    }

    func orderAtJoin(_ join: Join, _ gates: [Int], _ function: Function) -> OrderAtJoin {
        guard !work.loops.isEmpty else { return OrderAtJoin() }
        if extreme(join, gates, function) != nil {
            return OrderAtJoin(gates: .cleared, operands: .cleared)
        }
        if isExistence(join, gates) { return OrderAtJoin(gates: .cleared) }
        if isHeader(join.block) {
            let own = join.operands.filter { operand in
                work.loops.contains {
                    $0.header == join.block && $0.body.contains(operand.block)
                }
            }
            let isFold = own.allSatisfy { trace($0.version, function) == join.version }
            return OrderAtJoin(gates: isFold ? .cleared : .kept)
        }
        return OrderAtJoin(
            gates: trace(join.version, function) == join.version ? .kept : .cleared)
    }

    private func isHeader(_ block: Int) -> Bool { work.loops.contains { $0.header == block } }

    /// The version that a version comes from by updates alone, on whichever path.
    private func trace(_ version: Int, _ function: Function) -> Int {
        var known: [Int: Int] = [:]
        return trace(version, function, 0, &known)
    }

    /// - Parameter known: What was found of versions so far: many paths meet in one.
    private func trace(
        _ version: Int, _ function: Function, _ depth: Int, _ known: inout [Int: Int]
    ) -> Int {
        guard depth < Self.depthLimit else { return version }
        if let found = known[version] { return found }
        let found = origin(of: version, function, depth, &known)
        known[version] = found
        return found
    }

    private func origin(
        of version: Int, _ function: Function, _ depth: Int, _ known: inout [Int: Int]
    ) -> Int {
        if let base = work.bases[version] { return trace(base, function, depth + 1, &known) }
        guard let number = work.joinOfVersion[version] else { return version }
        let join = work.joins[number]
        if isHeader(join.block) { return version }
        if let old = extreme(join, nil, function) {
            return trace(old, function, depth + 1, &known)
        }
        var base: Int?
        var mark: Int64?
        for operand in join.operands {
            if let number = canonical(work.versions[operand.version].content).number {
                guard mark == nil || mark == number else { return version }
                mark = number
            } else {
                let found = trace(operand.version, function, depth + 1, &known)
                guard base == nil || base == found else { return version }
                base = found
            }
        }
        guard let base else { return version }
        if mark == nil { return base }
        guard let header = work.joinOfVersion[base].map({ work.joins[$0].block }) else {
            return version
        }
        let isMark = work.loops.contains { $0.header == header && iteration(of: $0) != nil }
        return isMark ? base : version
    }

    /// How many joins and updates are followed one behind the other.
    private static var depthLimit: Int { 16 }

    /// Behind an iteration: one value if some element was found, else another, whichever it was.
    private func isExistence(_ join: Join, _ gates: [Int]) -> Bool {
        guard Set(join.operands.map { canonical(work.versions[$0.version].content) }).count == 2
        else { return false }
        let isFixed = join.operands.allSatisfy { operand in
            canonical(work.versions[operand.version].content).number != nil
        }
        guard isFixed else { return false }
        return gates.allSatisfy { gate in
            let loops = work.loopsOfBlock[gate].map { work.loops[$0] }
            return loops.contains {
                !$0.body.contains(join.block) && iteration(of: $0) != nil
            }
        }
    }

    /// `if (x > best) best = x`: the old version, where a join chooses the greater or the less.
    private func extreme(_ join: Join, _ gates: [Int]?, _ function: Function) -> Int? {
        guard join.operands.count == 2 else { return nil }
        for (old, new) in [(0, 1), (1, 0)] {
            let former = join.operands[old].version
            guard let value = work.stored[join.operands[new].version] else { continue }
            for block in branchesAbove(join.operands[new].block)
                + branchesAbove(join.operands[old].block)
            {
                guard block < function.blocks.count,
                    case .branch(let condition, _, _) = function.blocks[BlockID(block)].terminator,
                    let test = condition.value.map({ function.instructions[$0] }),
                    test.opcode == .compare, test.detail >= Comparison.less.rawValue
                else { continue }
                for (a, b) in [(test.a, test.b), (test.b, test.a)]
                where isSame(a, value, function) && holds(b, former, function) {
                    return former
                }
            }
        }
        return nil
    }

    /// A block and those above it from which there is but one way to it.
    private func branchesAbove(_ block: Int) -> [Int] {
        var chain = [block]
        while let top = chain.last, work.predecessors[top].count == 1, chain.count < 8 {
            chain.append(work.predecessors[top][0])
        }
        return chain
    }

    private func holds(_ operand: Operand, _ version: Int, _ function: Function) -> Bool {
        if canonical(content(of: operand)) == canonical(work.versions[version].content) {
            return true
        }
        return work.stored[version].map { isSame(operand, $0, function) } ?? false
    }
}

/// A loop, and whether it ends before its iteration does.
struct IterationLoop {
    var header: Int
    var body = BitSet()
    var hasEarlyExit = false

    init(header: Int) { self.header = header }
}
