import MidasBase
import MidasDictionary
import MidasIR

/// The nodes at which an instance meets its callers.
struct InstanceShape {
    /// Whether it is called.
    var called = FlowNodeID(UInt32(0))
    /// By parameter, where its cells begin in `parameterInputs`; one more for the end.
    var parameters: [UInt32] = []
    var parameterInputs: [FlowNodeID] = []
    /// Cells of others that it reads or may write, ascending, and what it finds in them.
    var inputCells: [UInt32] = []
    var inputs: [FlowNodeID] = []
    /// Cells of others that it may write, ascending, and what it leaves in them.
    var outputCells: [UInt32] = []
    var outputs: [FlowNodeID] = []
    var result = FlowNodeID(UInt32(0))
    /// What decides whether it is left by a throw or a jump.
    var leaving = FlowNodeID(UInt32(0))
    /// What it leaves in the cells of the aggregate that it returns.
    var resultOutputs: [FlowNodeID] = []
    /// Its edges and calls in the assembly.
    var edges = 0..<0
    var links = 0..<0

    func index(ofOutput cell: UInt32) -> Int? { Self.find(cell, in: outputCells) }

    private static func find(_ cell: UInt32, in cells: [UInt32]) -> Int? {
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            if cells[middle] < cell { low = middle + 1 } else { high = middle }
        }
        return low < cells.count && cells[low] == cell ? low : nil
    }
}

/// How one call and its callees meet: pairs of what the caller gives and a callee gets, and of what a
/// callee leaves and the caller finds.
struct CallLink {
    /// In the assembly's `pairs`.
    var inputs: Range<Int>
    var outputs: Range<Int>
}

/// A place in the code where something nondeterministic enters.
struct SourceSite {
    var node: FlowNodeID
    var refinement: Refinement
    var likelihood: Likelihood
    var instance: InstanceID
    var instruction: InstructionID
    var cause: Cause

    /// Whether it is a difference of order alone.
    var isOrder: Bool {
        refinement.category == .ordering || cause == .expression(.sharedAppend)
            || cause == .expression(.sharedQueue)
    }

    /// What the report says that it is.
    enum Cause: Hashable {
        case function(SymbolID)
        case expression(Expression)
    }

    enum Expression: UInt8 {
        case uninitialisedRead, addressCast, addressOrder, addressPrinted, buildMacro
        case sharedAccess, sharedAppend, sharedQueue, signalWrite, tableOrder, unwrittenBytes
        case internalRequest
    }
}

/// A call that writes to a channel.
struct OutputSite {
    var node: FlowNodeID
    var isLog: Bool
    var instance: InstanceID
    var instruction: InstructionID
    var symbol: SymbolID
}

/// The dependence graph with all that hangs on it.
struct FlowAssembly {
    var graph = DependenceGraph()
    var shapes: Arena<InstanceTag, InstanceShape> = Arena()
    var links: [CallLink] = []
    var pairs: [(from: FlowNodeID, to: FlowNodeID)] = []
    /// By cell: the node of what it may hold at quiescence, or `.max`.
    var cellNodes: [UInt32] = []
    var hiddenNodes: [Int: FlowNodeID] = [:]
    var sources: [SourceSite] = []
    /// What waiting for requests gives back.
    var tokens: [SourceSite] = []
    /// Passes through tables, sources where something nondeterministic lays these out; by table: that.
    var layoutSources: [LayoutSource] = []
    var layoutNoise: [Int: FlowNodeID] = [:]
    var outputs: [OutputSite] = []
    /// Calls of messages between tiers.
    var messages: [MessageSite] = []
    /// Cells that threads update in any order with the same outcome.
    var touchedCells = BitSet()
    /// Calls whose outcome a default leaves out.
    var assumed: [AssumedSite] = []
    /// Cells that would be too dear to follow version by version.
    var sharedForCost = 0
    /// Writes to cells, for what only touches them.
    var writes: [(cell: CellID, node: FlowNodeID)] = []
    /// Instances that a throw or a jump may leave.
    var mayLeave = BitSet()
    private var objectsOfResults: [InstanceID: ObjectID]?
    private var cellsOfVariadics: [InstanceID: CellID]?
    private var cellsOfHidden: [Int: CellID]?

    var figures: PhaseFigures {
        PhaseFigures(
            "memory SSA",
            [
                "nodes": graph.nodes.count, "edges": graph.edges.count, "pairs": pairs.count,
                "links": links.count, "sources": sources.count, "outputs": outputs.count,
                "joins": count(.join), "writes": count(.write), "loads": count(.load),
                "after calls": count(.afterCall), "values": count(.value),
                "decisions": count(.decision),
            ])
    }

    private func count(_ kind: FlowNodeKind) -> Int {
        graph.nodes.elements.count { $0.kind == kind }
    }

    mutating func resultObjects(_ facts: PointsToFacts) -> [InstanceID: ObjectID] {
        if let known = objectsOfResults { return known }
        var found: [InstanceID: ObjectID] = [:]
        for object in facts.objects.ids {
            if case .result(let instance) = facts.objects[object].kind { found[instance] = object }
        }
        objectsOfResults = found
        return found
    }

    mutating func variadicCells(_ facts: PointsToFacts) -> [InstanceID: CellID] {
        if let known = cellsOfVariadics { return known }
        var found: [InstanceID: CellID] = [:]
        for object in facts.objects.elements {
            if case .variadic(let instance) = object.kind { found[instance] = object.firstCell }
        }
        cellsOfVariadics = found
        return found
    }

    mutating func hiddenCells(_ facts: PointsToFacts) -> [Int: CellID] {
        if let known = cellsOfHidden { return known }
        var found: [Int: CellID] = [:]
        for object in facts.objects.elements {
            if case .hidden(let state) = object.kind { found[Int(state)] = object.firstCell }
        }
        cellsOfHidden = found
        return found
    }
}
