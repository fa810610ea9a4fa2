import MidasBase

/// Finds uses of values that some path reaches before the value is computed.
///
/// Each block is split in two: exceptions leave before its values are computed, control after. A
/// value is computed where a use stands if its block's end dominates the start of the use's block.
struct DefinitionOrder {
    struct Violation {
        var block: BlockID
        /// Nil for a terminator.
        var instruction: InstructionID?
        var value: InstructionID
    }

    private let function: Function
    private var blockOf: [UInt32]

    init(_ function: Function) {
        self.function = function
        blockOf = Array(repeating: 0, count: function.instructions.count)
        for id in function.blocks.ids {
            for raw in function.blocks[id].instructions { blockOf[raw] = id.raw }
        }
    }

    func violations() -> [Violation] {
        var found: [Violation] = []
        var dominators: Dominators?
        for id in function.blocks.ids {
            forEachUse(in: id) { value, user in
                let definition = Int(blockOf[value.index])
                if definition == id.index {
                    if let user, value.index >= user.index {
                        found.append(Violation(block: id, instruction: user, value: value))
                    }
                    return
                }
                let known = dominators ?? Dominators(of: splitGraph(), root: 0)
                dominators = known
                if !known.dominates(definition * 2 + 1, id.index * 2) {
                    found.append(Violation(block: id, instruction: user, value: value))
                }
            }
        }
        return found
    }

    /// Node 2b is the start of block b, 2b + 1 its end.
    private func splitGraph() -> Graph {
        var edges: [(from: UInt32, to: UInt32)] = []
        for id in function.blocks.ids {
            let unwind = function.blocks[id].unwind.id
            edges.append((id.raw * 2, id.raw * 2 + 1))
            if let unwind { edges.append((id.raw * 2, unwind.raw * 2)) }
            function.forEachSuccessor(of: id) { edges.append((id.raw * 2 + 1, $0.raw * 2)) }
            if unwind != nil { edges.removeLast() }
        }
        return Graph(nodeCount: function.blocks.count * 2, edges: edges)
    }

    // MARK: Uses

    private func forEachUse(in id: BlockID, _ body: (InstructionID, InstructionID?) -> Void) {
        let block = function.blocks[id]
        for raw in block.instructions {
            let user = InstructionID(raw)
            forEachOperand(of: function.instructions.elements[raw]) { operand in
                forEachValue(of: operand) { body($0, user) }
            }
        }
        switch block.terminator {
        case .branch(let value, _, _), .switch(let value, _, _), .indirectJump(let value, _),
            .return(let value), .throw(let value), .resume(let value):
            forEachValue(of: value) { body($0, nil) }
        case .jump, .unreachable: break
        }
    }

    private func forEachOperand(of instruction: Instruction, _ body: (Operand) -> Void) {
        body(instruction.a)
        body(instruction.b)
        if let place = instruction.place.id { body(.place(place)) }
        switch instruction.opcode {
        case .copy, .compareExchange, .variadicArgumentInto, .variadicCopy:
            body(.place(PlaceID(instruction.extra)))
        case .call, .unknown:
            let call = function.calls[CallID(instruction.extra)]
            if case .indirect(let callee) = call.callee { body(callee) }
            for argument in function.operands[call.arguments.range] { body(argument) }
            if let result = call.result.id { body(.place(result)) }
        case .assembly:
            let assembly = function.assemblies[AssemblyID(instruction.extra)]
            for input in assembly.inputs { body(input) }
            for output in assembly.outputs { body(.place(output)) }
        default: break
        }
    }

    /// The values that an operand needs: its own, or those of its place.
    private func forEachValue(of operand: Operand, _ body: (InstructionID) -> Void) {
        if let value = operand.value { return body(value) }
        guard let place = operand.place else { return }
        if case .pointer(let pointer) = function.places[place].root, let value = pointer.value {
            body(value)
        }
        for step in function.projections(of: place) {
            if case .index(let index) = step, let value = index.value { body(value) }
        }
    }
}
