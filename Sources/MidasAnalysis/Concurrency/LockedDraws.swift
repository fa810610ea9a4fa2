import MidasBase
import MidasIR

/// Numbers that threads draw from a plain counter under a lock: `job = next++`, with the same lock
/// wherever the counter changes.
struct LockedDraws {
    private let view: ThreadView
    private let locksets: Locksets
    private var found: [(site: CallSite, cell: CellID)] = []
    /// By counter, the locks that all its changes hold.
    private var locks: [CellID: BitSet] = [:]

    init(_ view: ThreadView, _ locksets: Locksets) {
        self.view = view
        self.locksets = locksets
    }

    /// Whether a write draws a number.
    mutating func add(_ access: MemoryAccess) -> Bool {
        guard !access.isAtomic, access.change == .update(.sum), access.cells.count == 1,
            let cell = access.cells.first, !view.facts.cells[cell].isElement,
            view.facts.objects[view.facts.cells[cell].object].isSingle,
            let number = drawn(access)
        else { return false }
        let members = locksets.members(at: access.instance, access.instruction, view)
        let held = locksets.protecting(access, cell, members, nil, view).exclusive
        var common = locks[cell] ?? held
        common.formIntersection(held)
        locks[cell] = common
        found.append((CallSite(instance: access.instance, instruction: number), cell))
        return true
    }

    /// What the store adds one to, read right before it.
    private func drawn(_ access: MemoryAccess) -> InstructionID? {
        let function = view.function(access.instance)
        var operand = function.instructions[access.instruction].a
        while let value = operand.value, function.instructions[value].opcode == .cast {
            operand = function.instructions[value].a
        }
        guard let sum = operand.value, function.instructions[sum].opcode == .binary,
            let step = function.constantInteger(function.instructions[sum].b), step != 0
        else { return nil }
        operand = function.instructions[sum].a
        while let value = operand.value, function.instructions[value].opcode == .cast {
            operand = function.instructions[value].a
        }
        guard let load = operand.value, function.instructions[load].opcode == .load,
            function.block(of: load) == function.block(of: access.instruction)
        else { return nil }
        // Nothing in between gives the lock back.
        for index in load.index..<access.instruction.index
        where function.instructions.elements[index].opcode == .call {
            return nil
        }
        return load
    }

    /// Where numbers are drawn from counters that nothing else changes.
    func draws(excluding others: Set<CellID>) -> [(site: CallSite, cell: CellID)] {
        found.filter { draw in
            !others.contains(draw.cell) && !(locks[draw.cell]?.isEmpty ?? true)
        }
    }
}
