import MidasBase
import MidasDictionary
import MidasIR

/// What the instructions of a handler read and may write, by cell.
struct RegionEffects {
    private let context: FlowContext
    private let whole: WholeProgramFacts
    private var spans: MemorySpans

    init(_ context: FlowContext) {
        self.context = context
        whole = WholeProgramFacts(context, CallOrder(context))
        spans = MemorySpans(context.program, context.facts)
    }

    struct Accesses {
        var reads = Set<CellID>()
        var writes = Set<CellID>()
    }

    /// O(instructions, and the cells that they may access).
    mutating func accesses(of runs: [HandlerCode.Run]) -> Accesses {
        var found = Accesses()
        for run in runs {
            let function = context.function(run.instance)
            for index in run.instructions {
                let id = InstructionID(index)
                function.forEachAccess(id) { place, isWrite in
                    let cells = context.cells(place, run.instance)
                    if isWrite {
                        found.writes.formUnion(cells)
                    } else {
                        found.reads.formUnion(cells)
                    }
                }
                guard function.instructions[id].opcode == .call else { continue }
                for case .external(let symbol) in context.targets(run.instance, id) {
                    collect(BoundCall(context, run.instance, id, function, symbol), &found)
                }
            }
        }
        return found
    }

    private mutating func collect(_ call: BoundCall, _ found: inout Accesses) {
        guard let model = context.models[call.symbol] else {
            for operand in call.arguments where operand.place == nil {
                let cells = call.everythingBehind(operand)
                found.reads.formUnion(cells)
                found.writes.formUnion(cells)
            }
            return
        }
        let effects = ExternalEffects(model, call, whole, &spans)
        for contribution in effects.contributions {
            if case .spot(.cells(let cells, _)) = contribution.origin {
                found.reads.formUnion(cells)
            }
            if case .cells(let cells, _) = contribution.target { found.writes.formUnion(cells) }
        }
        for case .cells(let cells, _) in effects.overwritten + effects.sorted {
            found.writes.formUnion(cells)
        }
        for output in effects.outputs {
            if case .cells(let cells, _) = output.buffer { found.reads.formUnion(cells) }
        }
    }
}
