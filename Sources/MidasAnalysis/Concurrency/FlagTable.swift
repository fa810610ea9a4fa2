import MidasBase
import MidasDictionary
import MidasIR

/// The flags of a program, where they are set and where they are found to be set.
struct FlagTable {
    /// What deciding needs beside the accesses.
    struct Context {
        var events: ThreadEvents
        var reach: ThreadReach
        var roots: Arena<ThreadTag, ThreadRoot>
        var locksets: Locksets
        var lifetimes: ThreadLifetimes
        var early: EarlyAccesses
        var loops: WaitingLoops
        var tried: TriedCalls
    }

    private(set) var count = 0
    /// By flag: threads that set it.
    private(set) var setters: [BitSet] = []
    /// By flag: it only counts as set when every setter has set it (a latch).
    private(set) var needsAllSetters: [Bool] = []
    /// Steps at which a flag becomes known.
    private(set) var knownSteps: [InstanceID: [RelativeSetAnalysis.Step]] = [:]
    private(set) var setSteps: [InstanceID: [RelativeSetAnalysis.Step]] = [:]
    private(set) var waitingReads: Set<CallSite> = []
    /// By flag that is set under a lock which its unset tests hold too: where, and the reads of it.
    private(set) var oneTimeReads: [(flag: Int, sets: [CallSite], reads: [CallSite])] = []
    /// Callbacks that run once, by flag.
    private var onceStarts: [(flag: Int, start: InstanceID)] = []
    let context: Context

    init(_ view: ThreadView, _ table: AccessTable, _ context: Context) {
        self.context = context
        let loops = context.loops
        for access in table.accesses where !access.isWrite && access.isScalarRead {
            if loops.isWaiting(access) || context.tried.isWaiting(access) {
                waitingReads.insert(access.site)
            }
        }
        var variables: [(cell: CellID, sets: [MemoryAccess], reads: [MemoryAccess])] = []
        for cell in table.cells where isVariable(cell, view) {
            guard let sets = settings(view, table, cell) else { continue }
            let reads = table[cell].lazy.map { table.accesses[Int($0)] }
                .filter { !$0.isWrite && $0.isScalarRead }
            variables.append((cell, sets, Array(reads)))
        }
        let objects = waitedObjects(view)
        let statics = GuardedStatics(view, context.reach).found
        count = variables.count + objects.count + statics.count
        for (flag, variable) in variables.enumerated() {
            add(view, flag, variable.cell, variable.sets, variable.reads, loops)
        }
        for (offset, object) in objects.enumerated() {
            add(view, variables.count + offset, object)
        }
        forgetAtReleases(view)
        for (offset, guarded) in statics.enumerated() {
            add(variables.count + objects.count + offset, guarded)
        }
    }

    // MARK: Variables

    private func isVariable(_ cell: CellID, _ view: ThreadView) -> Bool {
        !view.facts.cells[cell].isElement
            && view.facts.objects[view.facts.cells[cell].object].isSingle
    }

    /// The writes of a flag, if it is one: what the first thread does alone apart, all write one
    /// value that is not zero.
    private func settings(
        _ view: ThreadView, _ table: AccessTable, _ cell: CellID
    ) -> [MemoryAccess]? {
        var sets: [MemoryAccess] = []
        for number in table[cell] where !context.early.contains(Int(number)) {
            let access = table.accesses[Int(number)]
            guard access.isWrite else { continue }
            guard sameSetting(access, sets.first ?? access, view) else { return nil }
            sets.append(access)
        }
        return sets.isEmpty ? nil : sets
    }

    private func sameSetting(_ a: MemoryAccess, _ b: MemoryAccess, _ view: ThreadView) -> Bool {
        switch (a.change, b.change) {
        case (.literal(let x), .literal(let y)): return x == y && x != 0
        default:
            return a.instruction == b.instruction && a.instance == b.instance
                && isAddress(a, view)
        }
    }

    /// The write stores the address of something.
    private func isAddress(_ access: MemoryAccess, _ view: ThreadView) -> Bool {
        let function = view.function(access.instance)
        var operand = function.storedOperand(access.instruction)
        while let value = operand.value {
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: operand = instruction.a
            case .addressOf: return true
            case .load:
                guard view.program.types.isPointerLike(instruction.type) else { return false }
                return true
            default: return false
            }
        }
        guard let constant = operand.constant else { return false }
        if case .global = function.constants[constant] { return true }
        return false
    }

    private mutating func add(
        _ view: ThreadView, _ flag: Int, _ cell: CellID, _ sets: [MemoryAccess],
        _ reads: [MemoryAccess], _ loops: WaitingLoops
    ) {
        var threads = BitSet()
        for set in sets {
            threads.formUnion(context.reach.threads[set.instance.index])
            addSet(flag, set.instance, set.instruction)
        }
        setters.append(threads)
        needsAllSetters.append(false)
        let held = sets.map { locks(of: $0, cell, view) }
        var common = held.first ?? BitSet()
        for locks in held.dropFirst() { common.formIntersection(locks) }
        var tests: [CallSite] = []
        for read in reads {
            let own = locks(of: read, cell, view)
            let isLocked = held.allSatisfy { !$0.isDisjoint(with: own) }
            let isSynchronised = isLocked || (read.publishes && sets.allSatisfy(\.publishes))
            guard isSynchronised else { continue }
            tests.append(read.site)
            addTest(view, flag, read, loops, unsetIsKnown: !own.isDisjoint(with: common))
        }
        if !common.isEmpty { oneTimeReads.append((flag, sets.map(\.site), tests)) }
    }

    private func locks(of access: MemoryAccess, _ cell: CellID, _ view: ThreadView) -> BitSet {
        context.locksets.protecting(
            access, cell, context.locksets.members(at: access.instance, access.instruction, view),
            nil,
            view
        ).exclusive
    }

    private mutating func addSet(_ flag: Int, _ instance: InstanceID, _ id: InstructionID) {
        var step = RelativeSetAnalysis.Step(instruction: id, effect: RelativeSet())
        step.effect.add(flag)
        setSteps[instance, default: []].append(step)
        step.effect.remove(count + flag)
        knownSteps[instance, default: []].append(step)
    }

    private mutating func addTest(
        _ view: ThreadView, _ flag: Int, _ read: MemoryAccess, _ loops: WaitingLoops,
        unsetIsKnown: Bool
    ) {
        var set = RelativeSet()
        set.add(flag)
        var step = RelativeSetAnalysis.Step(instruction: read.instruction, effect: RelativeSet())
        step.onNonZero = set
        if unsetIsKnown {
            var unset = RelativeSet()
            unset.add(count + flag)
            step.onZero = unset
        }
        knownSteps[read.instance, default: []].append(step)
        // What a wait was given as its predicate holds when it returns.
        for wait in loops.waits(for: read) {
            var after = RelativeSetAnalysis.Step(
                instruction: wait.instruction, effect: RelativeSet())
            after.effect.add(flag)
            knownSteps[wait.instance, default: []].append(after)
        }
    }

    private mutating func add(_ flag: Int, _ guarded: GuardedStatics.Guarded) {
        var threads = BitSet()
        for set in guarded.sets {
            threads.formUnion(context.reach.threads[set.instance.index])
            addSet(flag, set.instance, set.instruction)
        }
        setters.append(threads)
        needsAllSetters.append(false)
        for test in guarded.tests {
            var set = RelativeSet()
            set.add(flag)
            var unset = RelativeSet()
            unset.add(count + flag)
            var step = RelativeSetAnalysis.Step(
                instruction: test.instruction, effect: RelativeSet())
            step.onZero = set
            step.onNonZero = unset
            knownSteps[test.instance, default: []].append(step)
        }
    }

    /// That a flag is unset is only known while the lock is held.
    private mutating func forgetAtReleases(_ view: ThreadView) {
        guard !oneTimeReads.isEmpty else { return }
        for instance in view.facts.callGraph.instances.ids {
            for (instruction, event) in context.events.events[instance.index] {
                guard case .release = event else { continue }
                var step = RelativeSetAnalysis.Step(
                    instruction: instruction, effect: RelativeSet())
                for entry in oneTimeReads { step.effect.remove(count + entry.flag) }
                knownSteps[instance, default: []].append(step)
            }
        }
    }

    // MARK: Objects

    private mutating func add(_ view: ThreadView, _ flag: Int, _ object: WaitedObject) {
        var threads = BitSet()
        for post in object.posts {
            threads.formUnion(context.reach.threads[post.instance.index])
            addSet(flag, post.instance, post.instruction)
        }
        setters.append(threads)
        needsAllSetters.append(object.counts.isEmpty && object.onceStarts.isEmpty)
        for wait in object.waits {
            let known =
                object.isMany && object.onceStarts.isEmpty
                ? ThreadLifetimes.loopExits(view.function(wait.instance), wait.instruction)
                : [wait.instruction]
            for instruction in known {
                var step = RelativeSetAnalysis.Step(
                    instruction: instruction, effect: RelativeSet())
                step.effect.add(flag)
                knownSteps[wait.instance, default: []].append(step)
            }
        }
        for start in Set(object.onceStarts).sorted() { onceStarts.append((flag, start)) }
    }

    /// Functions that only run from what runs once, with its flag.
    func onceInstances(_ view: ThreadView, _ reach: ThreadReach) -> [InstanceID: Int] {
        guard !onceStarts.isEmpty else { return [:] }
        var callers: [InstanceID: [InstanceID]] = [:]
        for caller in view.facts.callGraph.instances.ids {
            for call in reach.calls[caller.index] {
                callers[call.callee, default: []].append(caller)
            }
        }
        var result: [InstanceID: Int] = [:]
        for (flag, start) in onceStarts {
            var work = [start]
            result[start] = flag
            while let instance = work.popLast() {
                for call in reach.calls[instance.index] where result[call.callee] == nil {
                    let isOnly = callers[call.callee, default: []].allSatisfy { result[$0] == flag }
                    guard isOnly else { continue }
                    result[call.callee] = flag
                    work.append(call.callee)
                }
            }
        }
        return result
    }
}

extension Function {
    /// What a store writes; of a call of a library's atomic store, its argument.
    func storedOperand(_ id: InstructionID) -> Operand {
        let step = instructions[id]
        guard step.opcode == .call else { return step.a }
        return arguments(of: CallID(step.extra)).dropFirst().first ?? step.a
    }
}
