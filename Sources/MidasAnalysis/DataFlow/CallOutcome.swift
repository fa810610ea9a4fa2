import MidasBase

/// What reaches a place by a call.
struct Inflow: Hashable {
    var node: FlowNodeID
    var influence = Influence.value
    var passage = FlowEdge.Passage.inside
    var order = OrderPassage.kept
}

/// What a call may write, and what it gives back, gathered over everything that it may run.
struct CallOutcome {
    /// By cell.
    var writes: [CellID: [Inflow]] = [:]
    /// Memory that loses the order that it had.
    var sorted: Set<CellID> = []
    /// By cell, how many targets overwrite it on every return.
    var covered: [CellID: Int] = [:]
    var results: [Inflow] = []

    mutating func add(_ cell: CellID, _ inflow: Inflow?) {
        var known = writes[cell] ?? []
        if let inflow { known.append(inflow) }
        writes[cell] = known
    }
}
