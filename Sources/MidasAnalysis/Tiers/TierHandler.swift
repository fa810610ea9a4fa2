import MidasBase
import MidasFindings
import MidasIR

/// A handler of a tier as it is entered.
struct TierHandler {
    var tier: TierOptions
    var name: String
    var instance: InstanceID

    /// The handlers that a program defines, by tier and name; ascending by instance where a handler
    /// is entered in several ways.
    static func all(_ flow: FlowAssembly, _ places: CodePlaces) -> [TierHandler] {
        let context = places.context
        var found: [TierHandler] = []
        for tier in context.options.tiers {
            for name in tier.handlers {
                let instances = Set(context.entries.entries.map(\.instance)).sorted()
                for instance in instances {
                    let function = context.function(instance)
                    let symbol = context.program.symbols[function.symbol]
                    guard places.name(function.symbol) == name,
                        tier.files.contains(places.location(symbol.position).file)
                    else { continue }
                    found.append(TierHandler(tier: tier, name: name, instance: instance))
                }
            }
        }
        return found
    }

    /// What the configuration says of a function as the sender of nested calls.
    func call(of symbol: SymbolID, _ context: FlowContext) -> TierOptions.NestedCall? {
        let name = context.program.strings[context.program.symbols[symbol].qualifiedName]
        return tier.calls.first { $0.send == name }
    }

    /// What goes out as the reply: the nodes of configured functions' arguments, or of what is written
    /// out in some runs.
    static func replySites(
        _ handler: TierHandler, _ flow: FlowAssembly, _ places: CodePlaces,
        _ runs: [HandlerCode.Run]
    ) -> [FlowNodeID] {
        func contains(_ instance: InstanceID, _ instruction: InstructionID) -> Bool {
            runs.contains {
                $0.instance == instance && $0.instructions.contains(instruction.index)
            }
        }
        guard handler.tier.replies.isEmpty else {
            return flow.messages.filter {
                handler.tier.replies.contains(places.name($0.symbol))
                    && contains($0.instance, $0.instruction)
            }
            .map(\.node)
        }
        return flow.outputs.filter { !$0.isLog && contains($0.instance, $0.instruction) }
            .map(\.node)
    }
}

extension TierHandler {
    /// Memory that the caller hands in and that a message may stand in.
    func handedIn(_ context: FlowContext) -> [CellID] {
        var cells: Set<CellID> = []
        let function = context.function(instance)
        for parameter in 0..<Int(function.parameterCount) {
            let object = context.facts.objects[context.facts.localObjects[instance][parameter]]
            for raw in object.firstCell.raw..<object.firstCell.raw + object.cellCount {
                for pointee in context.facts.sets[context.facts.cellTargets[CellID(raw)]] {
                    let behind = context.facts.objects[context.facts.cells[pointee].object]
                    guard case .outside = behind.kind else { continue }
                    cells.formUnion(context.cellsOnward(from: pointee).map { CellID($0) })
                }
            }
        }
        return cells.sorted()
    }
}
