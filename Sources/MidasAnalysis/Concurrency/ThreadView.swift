import MidasBase
import MidasDictionary
import MidasIR

/// What the concurrency analysis reads: the program, where its pointers point, who calls whom, and
/// what the dictionary says of the functions outside.
struct ThreadView {
    let program: Program
    let facts: PointsToFacts
    let models: ExternalModels

    init(program: Program, facts: PointsToFacts, models: ExternalModels) {
        self.program = program
        self.facts = facts
        self.models = models
    }

    func function(_ instance: InstanceID) -> Function {
        program.functions[facts.callGraph.instances[instance].function]
    }

    func name(_ instance: InstanceID) -> String {
        program.strings[program.symbols[function(instance).symbol].qualifiedName]
    }

    func targets(_ instance: InstanceID, _ instruction: InstructionID) -> [CallTarget] {
        facts.callGraph.targets[CallSite(instance: instance, instruction: instruction)] ?? []
    }

    func callbacks(_ instance: InstanceID, _ instruction: InstructionID) -> [CallGraph.Callback] {
        facts.callGraph.callbacks[CallSite(instance: instance, instruction: instruction)] ?? []
    }

    /// Models of the functions outside the tree that a call may run.
    func externalModels(_ instance: InstanceID, _ instruction: InstructionID) -> [FunctionModel] {
        targets(instance, instruction).compactMap { target in
            guard case .external(let symbol) = target else { return nil }
            return models[symbol]
        }
    }

    func cells(_ place: PlaceID, _ instance: InstanceID) -> ArraySlice<CellID> {
        facts.sets[facts.placeCells[instance][place.index]]
    }

    /// The cells that a pointer operand may point to.
    func pointees(_ operand: Operand, _ instance: InstanceID) -> [CellID] {
        switch operand.kind {
        case .value:
            return Array(facts.sets[facts.valueTargets[instance][Int(operand.payload)]])
        case .constant:
            guard case .global(let symbol) = function(instance).constants[ID(operand.payload)],
                let object = facts.objectOfSymbol[symbol]
            else { return [] }
            return [facts.objects[object].firstCell]
        case .place: return Array(cells(ID(operand.payload), instance))
        case .none: return []
        }
    }

    /// The cells that a path of a model means at a call: what an argument points to, or, for an
    /// argument that is no pointer (a thread's handle), the cells that it was loaded from.
    func cells(of path: Path, _ instance: InstanceID, _ instruction: InstructionID) -> [CellID] {
        if path.root == .result {
            let function = function(instance)
            let call = function.calls[CallID(function.instructions[instruction].extra)]
            return call.result.id.map { Array(cells($0, instance)) } ?? []
        }
        guard let operand = operand(of: path.root, instance, instruction) else { return [] }
        let pointees = pointees(operand, instance)
        if path.part == .elements { return facts.withElements(Array(pointees)) }
        if path.root == .receiver || path.dereferences > 0 || !pointees.isEmpty { return pointees }
        let function = function(instance)
        if let place = operand.place { return Array(cells(place, instance)) }
        guard let value = operand.value else { return [] }
        let source = function.instructions[value]
        guard source.opcode == .load, let place = source.place.id else {
            return []
        }
        return Array(cells(place, instance))
    }

    /// The operand that an argument of a model is at a call.
    func operand(of root: Path.Root, _ instance: InstanceID, _ instruction: InstructionID)
        -> Operand?
    {
        let function = function(instance)
        let call = CallID(function.instructions[instruction].extra)
        let arguments = function.arguments(of: call)
        let hidden = takesThis(function.calls[call].callee) ? 1 : 0
        switch root {
        case .receiver: return hidden == 1 ? arguments.first : nil
        case .argument(let index):
            let position = arguments.startIndex + hidden + Int(index)
            return position < arguments.endIndex ? arguments[position] : nil
        default: return nil
        }
    }

    func takesThis(_ callee: Callee) -> Bool {
        switch callee {
        case .direct(let symbol), .virtual(let symbol):
            program.symbols[symbol].flags.contains(.takesThis)
        case .indirect: false
        }
    }
}

extension ThreadView {
    /// What a cell may point to.
    func contents(_ cell: CellID) -> ArraySlice<CellID> { facts.sets[facts.cellTargets[cell]] }
}

extension ThreadView {
    /// A cell as the source names it: `pool.lock`.
    func name(_ cell: CellID) -> String {
        let described = facts.cells[cell]
        var name: String
        switch facts.objects[described.object].kind {
        case .global(let symbol):
            name = program.strings[program.symbols[symbol].qualifiedName]
        case .local(let instance, let local):
            name = program.strings[function(instance).locals[local].name]
        default: name = "object"
        }
        if let record = described.record.id {
            let fields = program.types.records[record].fields
            if Int(described.field) < fields.count {
                name += "." + program.strings[fields[Int(described.field)].name]
            }
        }
        return name
    }
}

extension Function {
    /// The block of an instruction. Blocks lie in the order of their instructions; empty ones hold
    /// none. O(log blocks).
    func block(of instruction: InstructionID) -> BlockID? {
        let position = UInt32(instruction.index)
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks.elements[middle].end <= position { low = middle + 1 } else { high = middle }
        }
        guard low < blocks.count, blocks.elements[low].start <= position else { return nil }
        return BlockID(low)
    }
}

extension ThreadView {
    /// Whether no condition on the number of arguments, or on whether the lock is only tried, is
    /// false; others are not decided here.
    func mayHold(
        _ conditions: [Condition], _ instance: InstanceID, _ instruction: InstructionID
    ) -> Bool {
        conditions.allSatisfy { condition in
            if case .argumentType(let index, .tryTag) = condition {
                return isTryTag(operand(of: .argument(index), instance, instruction), instance)
            }
            guard case .argumentCount(let count) = condition else { return true }
            let function = function(instance)
            let call = CallID(function.instructions[instruction].extra)
            let hidden = takesThis(function.calls[call].callee) ? 1 : 0
            return function.arguments(of: call).count - hidden == Int(count)
        }
    }

    /// The argument is an object that says that a lock shall only be tried.
    private func isTryTag(_ operand: Operand?, _ instance: InstanceID) -> Bool {
        guard let operand else { return false }
        let function = function(instance)
        let type =
            operand.place.map { function.places[$0].type } ?? function.typeBeforeCasts(operand)
        guard var type else { return false }
        while let element = program.types.element(type) { type = element }
        guard let record = program.types.record(type) else { return false }
        let name = program.strings[program.types.records[record].templateName]
        return models.dictionary.type(name)?.role == .tryTag
    }
}
