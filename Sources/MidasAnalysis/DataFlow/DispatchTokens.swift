import MidasBase
import MidasIR

/// What waiting for requests gives back (how many are ready) is a token: to branch on it or to index
/// by it only says which request comes next. Kept as data, or written out, it is a number that the
/// schedule decides, and a source.
struct DispatchTokens {
    private let context: FlowContext
    private let tokens: [SourceSite]

    init(_ context: FlowContext, _ tokens: [SourceSite]) {
        self.context = context
        self.tokens = tokens
    }

    /// Makes tokens that become data sources; says whether there were any. O(points).
    func activate(_ flow: inout FlowAssembly, _ adjacency: FlowAdjacency) -> Bool {
        if tokens.isEmpty { return false }
        let seeds = tokens.enumerated().map { number, site in
            TaintFixpoint.Seed(
                node: site.node,
                mark: Mark(.value, site.likelihood, isOrder: false, isFromAbove: false),
                source: number)
        }
        let fixpoint = TaintFixpoint(adjacency, seeds)
        var found = false
        var sources: [Int: FlowNodeID] = [:]
        let points = fixpoint.points(at: goals(flow, fixpoint))
        for node in points.keys.sorted() {
            guard let point = points[node] else { continue }
            let (token, way) = fixpoint.way(to: point)
            let source = sources[token] ?? addSource(tokens[token], &flow)
            sources[token] = source
            lead(source, along: way, &flow)
            found = true
        }
        return found
    }

    /// Nodes of states and outputs that take a token as it is, or reckon with it.
    private func goals(_ flow: FlowAssembly, _ fixpoint: TaintFixpoint) -> [FlowNodeID: Mark] {
        var goals: [FlowNodeID: Mark] = [:]
        func consider(_ node: FlowNodeID, _ isWanted: () -> Bool) {
            var bits = fixpoint.marks[node.index]
            while bits != 0 {
                let mark = Mark(raw: UInt8(bits.trailingZeroBitCount))
                bits &= bits - 1
                let isValue = mark.influence == .value || mark.influence == .likelyValue
                if !mark.isTouch, isValue, isWanted() { goals[node] = mark }
            }
        }
        for cell in context.facts.cells.ids where flow.cellNodes[cell.index] != .max {
            guard context.entries.isPersistent(context.facts.cells[cell].object) else { continue }
            consider(FlowNodeID(flow.cellNodes[cell.index])) { !isKeptForDispatch(cell) }
        }
        for output in flow.outputs { consider(output.node) { true } }
        return goals
    }

    private func addSource(_ token: SourceSite, _ flow: inout FlowAssembly) -> FlowNodeID {
        var site = token
        site.node = flow.graph.add(.source, token.instance, token.instruction)
        flow.sources.append(site)
        return site.node
    }

    /// A way of its own from the source to the last node of the token's: what else the token decides is
    /// none of its business.
    private func lead(
        _ source: FlowNodeID, along way: [FlowNodeID], _ flow: inout FlowAssembly
    ) {
        var last = source
        for id in way.dropFirst().dropLast() {
            let node = flow.graph.nodes[id]
            guard let instance = node.instance.id else { continue }
            let step = flow.graph.add(node.kind, instance, node.instruction.id)
            flow.graph.connect(last, step)
            last = step
        }
        if let end = way.last { flow.graph.connect(last, end, .value, .shared) }
    }

    /// Whether something counts up or down to what a cell holds.
    private func isKeptForDispatch(_ cell: CellID) -> Bool {
        for instance in context.facts.callGraph.instances.ids {
            let function = context.function(instance)
            for block in function.blocks.ids {
                guard case .branch(let condition, _, _) = function.blocks[block].terminator,
                    let test = function.withoutCasts(condition).value,
                    function.instructions[test].opcode == .compare,
                    [function.instructions[test].a, function.instructions[test].b].contains(
                        where: { reads(cell, $0, instance, function) }),
                    function.naturalLoops.contains(where: { $0.header == block })
                else { continue }
                return true
            }
        }
        return false
    }

    private func reads(
        _ cell: CellID, _ operand: Operand, _ instance: InstanceID, _ function: Function
    ) -> Bool {
        guard let load = function.withoutCasts(operand).value,
            function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id
        else { return false }
        return context.cells(place, instance).contains(cell)
    }
}
