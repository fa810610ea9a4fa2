import MidasBase
import MidasFindings
import MidasIR

/// Tells a way through the dependence graph in steps that have a place in the code.
struct WitnessPaths {
    private let flow: FlowAssembly
    private let places: CodePlaces

    init(_ flow: FlowAssembly, _ places: CodePlaces) {
        self.flow = flow
        self.places = places
    }

    func steps(_ nodes: [FlowNodeID]) -> [PathStep] {
        var steps: [PathStep] = []
        for id in nodes {
            let node = flow.graph.nodes[id]
            guard let instance = node.instance.id, let instruction = node.instruction.id else {
                continue
            }
            let step = PathStep(
                location: places.location(instance, instruction),
                function: places.functionName(instance), step: Self.words(node.kind))
            if steps.last?.location != step.location { steps.append(step) }
        }
        return steps
    }

    private static func words(_ kind: FlowNodeKind) -> String {
        switch kind {
        case .source: "enters here"
        case .value: "is computed with"
        case .join, .merge: "decides what arrives here"
        case .write: "is written"
        case .load: "is read"
        case .decision: "decides whether this runs"
        case .input: "is passed in"
        case .output, .afterCall: "comes back from the call"
        case .cell: "is kept"
        case .channel: "is written out"
        }
    }
}
