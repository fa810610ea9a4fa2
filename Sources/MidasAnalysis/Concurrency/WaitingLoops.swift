import MidasBase
import MidasDictionary
import MidasIR

/// Recognises reads whose value only decides how long a thread waits.
struct WaitingLoops {
    private let view: ThreadView
    /// Functions that a wait is given to test its condition: where it is called.
    let predicates: [InstanceID: [CallSite]]

    init(_ view: ThreadView) {
        self.view = view
        var predicates: [InstanceID: [CallSite]] = [:]
        for (site, callbacks) in view.sortedCallbacks {
            let waits = view.externalModels(site.instance, site.instruction).contains { model in
                model.synchronisations.contains { $0.role == .conditionWait && !$0.isTimed }
            }
            guard waits else { continue }
            for callback in callbacks { predicates[callback.target, default: []].append(site) }
        }
        self.predicates = predicates
    }

    /// The read's value only decides whether a loop goes on whose body waits or does nothing, or is
    /// the condition of a wait.
    func isWaiting(_ access: MemoryAccess) -> Bool {
        if isPredicate(access) { return true }
        let function = view.function(access.instance)
        guard let block = function.block(of: access.instruction) else { return false }
        return isLoopTest(access.instruction, block, access.instance, function)
    }

    /// The waits whose predicate is nothing but this read.
    func waits(for access: MemoryAccess) -> [CallSite] {
        guard let sites = predicates[access.instance] else { return [] }
        let function = view.function(access.instance)
        var returns = 0
        for block in function.blocks.elements {
            guard case .return(let value) = block.terminator else { continue }
            returns += 1
            guard depends(value, on: access.instruction, function, plainly: true) else { return [] }
        }
        return returns > 0 ? sites : []
    }

    private func isPredicate(_ access: MemoryAccess) -> Bool {
        guard predicates[access.instance] != nil else { return false }
        let function = view.function(access.instance)
        return function.instructions.elements.allSatisfy { instruction in
            switch instruction.opcode {
            case .store, .copy, .zero:
                guard let place = instruction.place.id else { return false }
                if case .local = function.places[place].root { return true }
                return false
            case .atomicStore, .atomicUpdate, .compareExchange: return false
            default: return true
            }
        }
    }

    private func isLoopTest(
        _ read: InstructionID, _ block: BlockID, _ instance: InstanceID, _ function: Function
    ) -> Bool {
        guard
            case .branch(let condition, let first, let second) = function.blocks[block].terminator,
            depends(condition, on: read, function)
                || dependsThroughLocal(condition, on: read, block, function)
        else { return false }
        return [first, second].contains { waits(from: $0, backTo: block, instance, function) }
    }

    private func depends(
        _ operand: Operand, on read: InstructionID, _ function: Function, plainly: Bool = false,
        depth: Int = 0
    ) -> Bool {
        guard depth < 8, let value = operand.value else { return false }
        if value == read { return true }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: break
        case .unary, .compare, .binary: if plainly { return false }
        default: return false
        }
        return depends(instruction.a, on: read, function, plainly: plainly, depth: depth + 1)
            || depends(instruction.b, on: read, function, plainly: plainly, depth: depth + 1)
    }

    /// `while (!(seen = flag))`.
    private func dependsThroughLocal(
        _ condition: Operand, on read: InstructionID, _ block: BlockID, _ function: Function
    ) -> Bool {
        for index in function.blocks[block].instructions where index > read.index {
            let step = function.instructions.elements[index]
            guard step.opcode == .store, depends(step.a, on: read, function),
                let target = step.place.id
            else { continue }
            for later in function.blocks[block].instructions where later > index {
                let load = function.instructions.elements[later]
                guard load.opcode == .load, let place = load.place.id,
                    function.places[place].root == function.places[target].root
                else { continue }
                if depends(condition, on: InstructionID(later), function) { return true }
            }
        }
        return false
    }

    /// From one arm back to the test: only blocks that test on, wait for a condition, or write
    /// nothing but locals.
    private func waits(
        from start: BlockID, backTo test: BlockID, _ instance: InstanceID, _ function: Function
    ) -> Bool {
        var work = [start]
        var seen: Set<BlockID> = []
        var comesBack = false
        var writes = false
        var waitsForCondition = false
        while let block = work.popLast() {
            if block == test {
                comesBack = true
                continue
            }
            guard seen.insert(block).inserted else { continue }
            guard seen.count < 8 else { return false }
            note(block, instance, function, &writes, &waitsForCondition)
            switch function.blocks[block].terminator {
            case .jump(let next): work.append(next)
            case .branch(_, let first, let second):
                // Another test of the same loop: one arm goes on with it, the other leaves.
                let arms = [first, second].filter {
                    reaches(test, from: $0, function)
                }
                guard !arms.isEmpty, arms.count == 1 else { return false }
                work += arms
            default: return false
            }
        }
        return comesBack && (waitsForCondition || !writes)
    }

    private func note(
        _ block: BlockID, _ instance: InstanceID, _ function: Function, _ writes: inout Bool,
        _ waits: inout Bool
    ) {
        for index in function.blocks[block].instructions {
            let instruction = function.instructions.elements[index]
            switch instruction.opcode {
            case .store, .copy, .zero:
                guard let place = instruction.place.id,
                    case .local = function.places[place].root
                else {
                    writes = true
                    continue
                }
            case .atomicStore, .atomicUpdate: writes = true
            case .call:
                let models = view.externalModels(instance, InstructionID(index))
                if models.contains(where: { !$0.waits.isEmpty }) {
                    waits = true
                } else if models.isEmpty {
                    writes = true
                }
            default: break
            }
        }
    }

    /// Within few blocks.
    private func reaches(_ test: BlockID, from start: BlockID, _ function: Function) -> Bool {
        var work = [start]
        var seen: Set<BlockID> = []
        while let block = work.popLast() {
            if block == test { return true }
            guard seen.insert(block).inserted, seen.count < 12 else { continue }
            function.forEachSuccessor(of: block) { work.append($0) }
        }
        return false
    }
}
