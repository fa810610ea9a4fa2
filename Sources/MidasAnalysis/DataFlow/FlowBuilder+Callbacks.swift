import MidasBase
import MidasDictionary
import MidasIR

/// Functions of the tree that code outside it calls back: now, during the call, or later.
extension FlowBuilder {
    mutating func link(
        _ during: DuringCallback, _ id: InstructionID, _ targets: [CallTarget],
        _ function: Function, _ outcome: inout CallOutcome
    ) {
        let shape = flow.shapes[during.target]
        connectInput(work.decisions[work.block], .value, shape.called)
        for case .external(let symbol) in targets {
            let bound = BoundCall(context, work.instance, id, function, symbol)
            passCallbackArguments(during, bound) {
                $0.connectInput($1, $2, $4, order: $3)
            }
            guard let path = during.callback.result else { continue }
            let hidden = during.isOperator(context) ? 1 : 0
            let isFold =
                path == .result
                && CommutativeFold.isFold(
                    context.function(during.target), context.program.types, hidden: hidden)
            let inflow = Inflow(
                node: shape.result, influence: .value, passage: .callReturn,
                order: isFold ? .cleared : .kept)
            deliver(inflow, to: bound.spot(path, &spans, entries: .value), &outcome)
            if path.root == .receiver, path.dereferences > 0 {
                keepThrow(of: during.target, at: path, bound, &outcome, .callReturn)
            }
        }
        linkThrow(of: during)
        for (cell, input) in zip(shape.inputCells, shape.inputs) {
            guard let variable = variable(CellID(cell)) else { continue }
            connectInput(work.versions[work.current[variable]].flow, .value, input)
        }
        for (cell, output) in zip(shape.outputCells, shape.outputs) {
            guard variable(CellID(cell)) != nil else { continue }
            outcome.add(CellID(cell), Inflow(node: output, passage: .callReturn))
        }
    }

    private mutating func passCallbackArguments(
        _ during: DuringCallback, _ bound: BoundCall,
        _ connect: (inout FlowBuilder, FlowNodeID, Influence, OrderPassage, FlowNodeID) -> Void
    ) {
        let shape = flow.shapes[during.target]
        let hidden = during.isOperator(context) ? 1 : 0
        let own = during.callback.ownParameters(
            of: shape.parameters.count - 1 - hidden, argumentCount: bound.explicitArguments.count)
        for (index, argument) in during.callback.arguments.enumerated()
        where index + hidden + own + 1 < shape.parameters.count {
            guard case .path(let path) = argument else { continue }
            let position = index + hidden + own
            let start = Int(shape.parameters[position])
            let inputs = shape.parameterInputs[start..<Int(shape.parameters[position + 1])]
            let type = context.function(during.target).locals[LocalID(position)].type
            if !isAddress(type, path) {
                for (node, influence) in contents(of: bound.spot(path, &spans)) {
                    for input in inputs { connect(&self, node, influence, .kept, input) }
                }
            }
            guard path.part == .elements else { continue }
            // Elements come in the order of the iterators.
            for (node, influence) in contents(of: bound.spot(Path(path.root), &spans)) {
                for input in inputs { connect(&self, node, influence, .only, input) }
            }
        }
    }

    /// A parameter that is the address of an element: its contents are read through it.
    private func isAddress(_ type: TypeID, _ path: Path) -> Bool {
        guard path.part == .elements || path.part == .keys else { return false }
        return context.program.types.isPointerLike(type)
    }

    /// What runs later gets its data now, and what it returns is where the call keeps that.
    mutating func linkLaterCallbacks(
        _ id: InstructionID, _ targets: [CallTarget], _ function: Function,
        _ outcome: inout CallOutcome
    ) {
        let site = CallSite(instance: work.instance, instruction: id)
        guard let callbacks = context.facts.callGraph.callbacks[site] else { return }
        for case .external(let symbol) in targets {
            guard let model = context.models[symbol] else { continue }
            let bound = BoundCall(context, work.instance, id, function, symbol)
            for edge in callbacks where Int(edge.model) < model.callbacks.count {
                let callback = model.callbacks[Int(edge.model)]
                guard callback.moment != .during else { continue }
                let later = DuringCallback(target: edge.target, callback: callback)
                passCallbackArguments(later, bound) {
                    $0.flow.graph.connect($1, $4, $2, .shared, order: $3)
                }
                guard let path = callback.result else { continue }
                let shape = flow.shapes[edge.target]
                for node in [shape.result] + shape.resultOutputs {
                    let inflow = Inflow(node: node, influence: .value, passage: .shared)
                    deliver(inflow, to: bound.spot(path, &spans), &outcome)
                }
                keepThrow(of: edge.target, at: path, bound, &outcome, .shared)
            }
        }
    }
}

extension DuringCallback {
    /// Whether the object that is called is handed over besides the arguments.
    func isOperator(_ context: FlowContext) -> Bool {
        let symbol = context.program.symbols[context.function(target).symbol]
        return context.program.strings[symbol.name] == "operator()"
    }
}
