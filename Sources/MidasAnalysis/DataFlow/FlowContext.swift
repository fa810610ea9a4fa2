import MidasBase
import MidasDictionary
import MidasIR

/// What the data-flow analysis reads.
struct FlowContext {
    let program: Program
    let facts: PointsToFacts
    let dictionary: NondeterminismDictionary
    let models: ExternalModels
    let channels: ChannelKinds
    let entries: EntryFacts
    let options: AnalysisOptions
    let concurrency: ConcurrencyFacts
    /// Instances that write nothing but log output.
    let loggers: Set<InstanceID>
    /// Functions that send or await messages of tiers, and which arguments are the message; nil: all.
    let messages: [SymbolID: [Int]?]

    func function(_ instance: InstanceID) -> Function {
        program.functions[facts.callGraph.instances[instance].function]
    }

    /// When an instruction runs.
    func phase(of instruction: InstructionID, in instance: InstanceID) -> Phase {
        let function = function(instance)
        let block = function.blocks.ids.first {
            function.blocks[$0].instructions.contains(instruction.index)
        }
        return block.map { entries.phase(of: $0, in: instance) } ?? entries.phases[instance]
    }

    func model(_ target: CallTarget) -> FunctionModel? {
        guard case .external(let symbol) = target else { return nil }
        return models[symbol]
    }

    func targets(_ instance: InstanceID, _ instruction: InstructionID) -> [CallTarget] {
        facts.callGraph.targets[CallSite(instance: instance, instruction: instruction)] ?? []
    }

    /// Functions of the tree that a call runs before it returns, by way of an external function.
    func callbacksDuring(
        _ instance: InstanceID, _ instruction: InstructionID, _ targets: [CallTarget]
    ) -> [DuringCallback] {
        let site = CallSite(instance: instance, instruction: instruction)
        guard let callbacks = facts.callGraph.callbacks[site] else { return [] }
        var during: [DuringCallback] = []
        for target in targets {
            guard let model = model(target) else { continue }
            for callback in callbacks where Int(callback.model) < model.callbacks.count {
                let known = model.callbacks[Int(callback.model)]
                guard known.moment == .during else { continue }
                during.append(DuringCallback(target: callback.target, callback: known))
            }
        }
        return during
    }

    /// The cells that a pointer operand may point to, the first of each object.
    func pointees(_ operand: Operand, _ instance: InstanceID, _ function: Function) -> [CellID] {
        switch operand.kind {
        case .value:
            return Array(facts.sets[facts.valueTargets[instance][Int(operand.payload)]])
        case .constant:
            guard case .global(let symbol) = function.constants[ID(operand.payload)],
                let object = facts.objectOfSymbol[symbol]
            else { return [] }
            return [facts.objects[object].firstCell]
        case .place: return Array(cells(ID(operand.payload), instance))
        case .none: return []
        }
    }

    func cells(_ place: PlaceID, _ instance: InstanceID) -> ArraySlice<CellID> {
        facts.sets[facts.placeCells[instance][place.index]]
    }

    /// Cells of an object that follow a cell in it, itself first.
    func cellsOnward(from cell: CellID) -> Range<UInt32> {
        let object = facts.objects[facts.cells[cell].object]
        return cell.raw..<object.firstCell.raw + object.cellCount
    }
}

extension FlowContext {
    /// The cells whose addresses some cells hold. O(cells + members of the different sets).
    func targets(of cells: [CellID]) -> BitSet {
        var seen = BitSet()
        var found = BitSet()
        for cell in cells where seen.insert(facts.cellTargets[cell].index) {
            for target in facts.sets[facts.cellTargets[cell]] { found.insert(target.index) }
        }
        return found
    }

    /// Adds what can be reached from cells, with all that lies behind it in the same objects.
    /// O(cells + members of the different sets).
    func close(_ cells: inout BitSet) {
        var seen = BitSet()
        var begun = BitSet()
        var work = cells.members
        while let cell = work.popLast() {
            let targets = facts.cellTargets[CellID(cell)]
            guard seen.insert(targets.index) else { continue }
            for target in facts.sets[targets] where begun.insert(target.index) {
                for onward in cellsOnward(from: target) where cells.insert(Int(onward)) {
                    work.append(Int(onward))
                }
            }
        }
    }
}

/// A callback that runs inside an external call.
struct DuringCallback {
    var target: InstanceID
    var callback: Callback
}
