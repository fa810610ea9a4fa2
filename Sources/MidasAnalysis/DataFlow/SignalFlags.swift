import MidasBase
import MidasIR

/// What signal handlers write. A handler runs between any two instructions, so each of its writes to
/// persistent state is a source; a flag that only ends a loop decides nothing that outlives it.
struct SignalFlags {
    /// Instances that only signal handlers run.
    private(set) var handlers = BitSet()
    /// Cells that handlers write, that end a loop, and that nothing else reads.
    private(set) var stops: Set<CellID> = []

    /// O(instructions) where the program has a handler, else nothing.
    init(_ context: FlowContext, _ order: CallOrder, _ roles: MemoryRoles) {
        let entries = context.entries.entries
        guard entries.contains(where: { $0.kind == .signalHandler }) else { return }
        handlers = Self.reached(from: entries.filter { $0.kind == .signalHandler }, order)
        handlers.subtract(Self.reached(from: entries.filter { $0.kind != .signalHandler }, order))
        var written: Set<CellID> = []
        var tested: Set<CellID> = []
        var kept: Set<CellID> = []
        for instance in context.facts.callGraph.instances.ids {
            let function = context.function(instance)
            let isHandler = handlers.contains(instance.index)
            let exits = isHandler ? nil : LoopExits(function)
            for id in function.instructions.ids {
                function.forEachAccess(id) { place, isWrite in
                    let cells = context.cells(place, instance)
                    if isHandler && isWrite {
                        written.formUnion(cells)
                    } else if !isWrite && exits?.onlyLeaves(id) == true {
                        tested.formUnion(cells)
                    } else if !isWrite {
                        kept.formUnion(cells)
                    }
                }
            }
        }
        stops = written.intersection(tested).subtracting(kept).filter {
            roles.isPersistent[$0.index]
        }
    }

    private static func reached(from entries: [Entry], _ order: CallOrder) -> BitSet {
        var seen = BitSet(capacity: order.callees.count)
        var work = entries.map(\.instance.index)
        while let instance = work.popLast() {
            guard seen.insert(instance) else { continue }
            work += order.callees[instance].map { Int($0) }
        }
        return seen
    }
}

/// Which loads of a function only decide whether a loop goes on.
private struct LoopExits {
    private let function: Function
    private var blockOf: [Int]
    /// By instruction: those that take its value.
    private var users: [Int: [InstructionID]] = [:]

    init(_ function: Function) {
        self.function = function
        blockOf = Array(repeating: 0, count: function.instructions.count)
        for block in function.blocks.ids {
            for index in function.blocks[block].instructions { blockOf[Int(index)] = block.index }
        }
        for id in function.instructions.ids {
            let step = function.instructions[id]
            for value in [step.a.value, step.b.value] {
                if let value { users[value.index, default: []].append(id) }
            }
        }
    }

    func onlyLeaves(_ load: InstructionID) -> Bool {
        guard
            function.instructions[load].opcode == .load
                || function.instructions[load].opcode == .atomicLoad
        else { return false }
        let statement = function.instructions[load].statement
        switch function.statements[statement].kind {
        case .while, .for, .do: return onlyTests(load)
        default: return onlyTests(load) && leaves(load)
        }
    }

    private func onlyTests(_ value: InstructionID) -> Bool {
        (users[value.index] ?? []).allSatisfy { user in
            switch function.instructions[user].opcode {
            case .cast, .unary, .compare: onlyTests(user)
            default: false
            }
        }
    }

    /// Whether the block of a load ends in a branch with a way that does not come back.
    private func leaves(_ load: InstructionID) -> Bool {
        let block = BlockID(blockOf[load.index])
        guard case .branch(_, let yes, let no) = function.blocks[block].terminator else {
            return false
        }
        return [yes, no].contains { !reaches(block, from: $0) }
            && [yes, no].contains { reaches(block, from: $0) }
    }

    private func reaches(_ target: BlockID, from start: BlockID) -> Bool {
        var seen = BitSet(capacity: function.blocks.count)
        var work = [start]
        while let block = work.popLast() {
            if block == target { return true }
            guard seen.insert(block.index) else { continue }
            function.forEachSuccessor(of: block) { work.append($0) }
        }
        return false
    }
}
