import MidasBase
import MidasIR

/// Loops that overwrite all of an array: an index from zero by steps of one up to the number of
/// elements, a store to the indexed element in every iteration, no read of the array, and no other
/// way out.
extension FlowBuilder {
    /// Operands of a join at such a loop's header that the loop has overwritten when it ends.
    mutating func overwrittenOperands(
        _ join: Join, _ function: Function, _ regions: ControlRegions
    ) -> Set<Int> {
        guard let cell = work.cells[join.variable], context.facts.cells[cell].isElement,
            join.block < regions.blockCount, let count = spans.elementCount(of: cell)
        else { return [] }
        let latches = regions.predecessors[join.block].filter {
            regions.dominators.dominates(join.block, $0)
        }
        guard latches.count == 1, let latch = latches.first,
            let index = countedVariable(join.block, latch, count, function, regions),
            writesElement(cell, index, join.block, latch, function, regions)
        else { return [] }
        return Set(join.operands.filter { $0.block != latch }.map(\.version))
    }

    /// The variable that counts the loop's iterations from 0 to `count`.
    private func countedVariable(
        _ header: Int, _ latch: Int, _ count: Int64, _ function: Function,
        _ regions: ControlRegions
    ) -> Int? {
        guard
            case .branch(let condition, let inside, _) = function.blocks[BlockID(header)].terminator,
            regions.dominators.dominates(inside.index, latch) || inside.index == latch,
            leavesOnlyAtHeader(header, latch, regions),
            let test = condition.value.map({ function.instructions[$0] }), test.opcode == .compare,
            test.detail == Comparison.less.rawValue || test.detail == Comparison.notEqual.rawValue,
            function.constantInteger(test.b) == count,
            let version = canonical(content(of: test.a)).version
        else { return nil }
        let variable = work.versions[version].variable
        guard
            let counter = work.joins.first(where: {
                $0.block == header && $0.variable == variable && $0.version == version
            })
        else { return nil }
        for operand in counter.operands {
            let content = canonical(work.versions[operand.version].content)
            let isStep = content == Content.version(version).plus(1)
            if operand.block == latch ? !isStep : content.number != 0 { return nil }
        }
        return version
    }

    private func leavesOnlyAtHeader(_ header: Int, _ latch: Int, _ regions: ControlRegions) -> Bool
    {
        let body = regions.loop(header: header, latch: latch)
        return body.allSatisfy { block in
            block == header || regions.successors[block].allSatisfy { body.contains($0) }
        }
    }

    /// Whether every iteration stores to the element that the counter's version names.
    private func writesElement(
        _ cell: CellID, _ counter: Int, _ header: Int, _ latch: Int, _ function: Function,
        _ regions: ControlRegions
    ) -> Bool {
        let body = regions.loop(header: header, latch: latch)
        if body.contains(where: { reads(cell, inBlock: $0, function) }) { return false }
        for block in body
        where regions.dominators.dominates(block, latch) {
            for index in function.blocks[BlockID(block)].instructions {
                let step = function.instructions[InstructionID(index)]
                guard step.opcode == .store, let place = step.place.id,
                    Array(context.cells(place, work.instance)) == [cell]
                else { continue }
                for case .index(let operand) in function.projections(of: place)
                where canonical(content(of: operand)) == .version(counter) {
                    return true
                }
                if case .pointer(let pointer) = function.places[place].root,
                    let moved = pointer.value.map({ function.instructions[$0] }),
                    moved.opcode == .pointerAdd,
                    canonical(content(of: moved.b)) == .version(counter)
                {
                    return true
                }
            }
        }
        return false
    }

    /// Whether a block may read a cell, itself or in what it calls.
    private func reads(_ cell: CellID, inBlock block: Int, _ function: Function) -> Bool {
        guard block < function.blocks.count else { return false }
        return function.blocks[BlockID(block)].instructions.contains { index in
            let id = InstructionID(index)
            var found = false
            function.forEachAccess(id) { place, isWrite in
                if !isWrite, context.cells(place, work.instance).contains(cell) { found = true }
            }
            guard function.instructions[id].opcode == .call else { return found }
            return found
                || context.targets(work.instance, id).contains { target in
                    guard case .instance(let callee) = target else { return false }
                    return flow.shapes[callee].inputCells.contains(cell.raw)
                }
        }
    }
}
