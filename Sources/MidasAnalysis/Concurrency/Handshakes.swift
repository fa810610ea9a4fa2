import MidasBase
import MidasDictionary
import MidasIR

/// Orders that waiting fixes: one thread waits in a loop until a flag is set (under a condition
/// variable, or spinning), another sets it once. What comes before the setting has happened before
/// what follows the loop.
struct Handshakes {
    /// The write (or post) that lets go on, and the loop (or call) that waits for it.
    private struct Handshake {
        var setter: CodePoint
        var waiter: CodePoint
    }

    private struct CodePoint {
        var instance: InstanceID
        var instruction: InstructionID
    }

    private var handshakes: [Handshake] = []
    /// Reads that only decide how long a thread waits.
    private(set) var waitingReads: Set<CallSite> = []
    private var dominators: [InstanceID: Dominators] = [:]
    private let view: ThreadView

    init(
        _ view: ThreadView, _ accesses: [CellID: [MemoryAccess]], cells: [CellID],
        _ events: ThreadEvents, _ reach: ThreadReach
    ) {
        self.view = view
        addSemaphores(events, reach)
        for cell in cells {
            let all = accesses[cell, default: []]
            let loops = all.filter { !$0.isWrite && isWaitingRead($0) }
            guard !loops.isEmpty else { continue }
            let sets = all.filter { $0.isWrite && !isInitial($0) }
            guard sets.count == 1, let set = sets.first else { continue }
            for loop in loops {
                waitingReads.insert(
                    CallSite(instance: loop.instance, instruction: loop.instruction))
                handshakes.append(
                    Handshake(
                        setter: CodePoint(instance: set.instance, instruction: set.instruction),
                        waiter: CodePoint(instance: loop.instance, instruction: loop.instruction)))
            }
        }
        for instance in Set(handshakes.flatMap { [$0.setter.instance, $0.waiter.instance] }) {
            let function = view.function(instance)
            dominators[instance] = Dominators(of: function.controlFlow, root: 0)
        }
    }

    /// Semaphores that begin at zero and are posted at one place, once.
    private mutating func addSemaphores(_ events: ThreadEvents, _ reach: ThreadReach) {
        var posts: [CellID: [CodePoint]] = [:]
        var waits: [CellID: [CodePoint]] = [:]
        var counts: [CellID: [Int64?]] = [:]
        for instance in view.facts.callGraph.instances.ids {
            for (instruction, event) in events.events[instance.index] {
                let point = CodePoint(instance: instance, instruction: instruction)
                switch event {
                case .post(let cells): for cell in cells { posts[cell, default: []].append(point) }
                case .await(let cells): for cell in cells { waits[cell, default: []].append(point) }
                case .initialise(let cells, let count):
                    for cell in cells { counts[cell, default: []].append(count) }
                default: break
                }
            }
        }
        for cell in waits.keys.sorted() {
            guard let post = posts[cell]?.first, posts[cell]?.count == 1, counts[cell] == [0],
                !reach.isRepeated[post.instance.index],
                !reach.isInLoop(view, post.instance, post.instruction)
            else { continue }
            for wait in waits[cell, default: []] {
                handshakes.append(Handshake(setter: post, waiter: wait))
            }
        }
    }

    /// A write in an initialiser of the variable, which precedes every thread.
    private func isInitial(_ access: MemoryAccess) -> Bool {
        let symbol = view.function(access.instance).symbol
        return view.program.symbols[symbol].kind == .variable
    }

    /// The read's value only decides whether a loop goes on whose body waits or does nothing.
    private func isWaitingRead(_ access: MemoryAccess) -> Bool {
        let function = view.function(access.instance)
        guard
            let block = function.blocks.elements.firstIndex(where: {
                $0.instructions.contains(access.instruction.index)
            }),
            case .branch(let condition, let first, let second) =
                function.blocks.elements[block].terminator,
            depends(condition, on: access.instruction, function)
        else { return false }
        return [first, second].contains {
            waits(from: $0, backTo: block, access.instance, function)
        }
    }

    private func depends(_ operand: Operand, on read: InstructionID, _ function: Function) -> Bool {
        var current = operand
        var steps = 0
        while let value = current.value, steps < 8 {
            if value == read { return true }
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast, .unary, .compare: current = instruction.a
            default: return false
            }
            steps += 1
        }
        return false
    }

    /// The body, from one arm back to the test: a single run of blocks that writes nothing, or one
    /// that waits for a condition.
    private func waits(
        from start: BlockID, backTo test: Int, _ instance: InstanceID, _ function: Function
    ) -> Bool {
        var block = start
        var steps = 0
        var writes = false
        var waitsForCondition = false
        while block.index != test {
            for index in function.blocks[block].instructions {
                let instruction = function.instructions.elements[index]
                switch instruction.opcode {
                case .store, .copy, .zero, .atomicStore, .atomicUpdate: writes = true
                case .call:
                    let models = view.externalModels(instance, InstructionID(index))
                    if models.contains(where: { !$0.waits.isEmpty }) {
                        waitsForCondition = true
                    } else if models.isEmpty {
                        writes = true
                    }
                default: break
                }
            }
            guard case .jump(let next) = function.blocks[block].terminator, steps < 8 else {
                return false
            }
            block = next
            steps += 1
        }
        return waitsForCondition || !writes
    }

    /// The handshakes whose setting the access certainly precedes, and whose loop it follows.
    func phases(of access: MemoryAccess) -> (before: BitSet, after: BitSet) {
        var before = BitSet()
        var after = BitSet()
        for (index, handshake) in handshakes.enumerated() {
            let point = CodePoint(instance: access.instance, instruction: access.instruction)
            if dominates(point, handshake.setter) { before.insert(index) }
            if access.instruction != handshake.waiter.instruction
                && dominates(handshake.waiter, point) && !isInBody(point, of: handshake)
            {
                after.insert(index)
            }
        }
        return (before, after)
    }

    private func dominates(_ a: CodePoint, _ b: CodePoint) -> Bool {
        guard a.instance == b.instance, let tree = dominators[a.instance] else { return false }
        let blocks = view.function(a.instance).blocks.elements
        guard
            let first = blocks.firstIndex(where: { $0.instructions.contains(a.instruction.index) }),
            let second = blocks.firstIndex(where: { $0.instructions.contains(b.instruction.index) })
        else { return false }
        if first == second { return a.instruction < b.instruction }
        return tree.dominates(first, second)
    }

    /// Whether the point lies in the waiting loop itself.
    private func isInBody(_ point: CodePoint, of handshake: Handshake) -> Bool {
        let function = view.function(point.instance)
        guard function.instructions[handshake.waiter.instruction].opcode == .load else {
            return false
        }
        let components = StronglyConnectedComponents(of: function.controlFlow)
        let blocks = function.blocks.elements
        guard
            let own = blocks.firstIndex(where: {
                $0.instructions.contains(point.instruction.index)
            }),
            let loop = blocks.firstIndex(where: {
                $0.instructions.contains(handshake.waiter.instruction.index)
            })
        else { return false }
        return components.component[own] == components.component[loop]
    }
}
