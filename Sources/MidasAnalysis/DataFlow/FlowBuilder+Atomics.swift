import MidasBase
import MidasDictionary
import MidasIR

/// Atomic updates.
extension FlowBuilder {
    mutating func atomicUpdate(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        load(id, step, function)
        let node = makeNode(.value)
        if unordered[site].contains(.commutingWrite) {
            // Who reads the number sees the schedule; the place does not keep it.
            var origins: [(FlowNodeID, Influence)] = []
            collectContents(of: place, context.cells(place, work.instance), &origins)
            for (origin, _) in origins { flow.graph.connect(origin, node) }
        } else {
            flow.graph.connect(flowNode(of: .value(id)), node)
        }
        flow.graph.connect(flowNode(of: step.a), node)
        write(node, .value(id), to: place, function)
        if step.flags.contains(.givesNew) {
            let given = makeNode(.value)
            flow.graph.connect(flowNode(of: .value(id)), given)
            flow.graph.connect(flowNode(of: step.a), given)
            work.valueNodes[id.index] = given.raw
        }
        work.valueContents[id.index] = .value(id)
    }

    mutating func compareExchange(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        load(id, step, function)
        let old = flowNode(of: .value(id))
        let node = makeNode(.value)
        flow.graph.connect(old, node)
        flow.graph.connect(flowNode(of: step.a), node)
        write(node, .unknown, to: place, function)
        write(old, .unknown, to: PlaceID(step.extra), function)
        work.valueContents[id.index] = .value(id)
    }
}
