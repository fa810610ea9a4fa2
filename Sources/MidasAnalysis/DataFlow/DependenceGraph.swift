import MidasBase
import MidasIR

public enum FlowNodeTag {}
/// A value, a version of a cell, a decision: what the dependence graph is about.
public typealias FlowNodeID = ID<FlowNodeTag>

/// What a node stands for.
public enum FlowNodeKind: UInt8, Sendable {
    /// What an instruction computes.
    case value
    /// The contents of a cell, or what a block decides, where control flow joins.
    case join
    /// The contents of a local where control flow joins: what touched it goes no further.
    case merge
    /// The contents of a cell after a write.
    case write
    /// A read of a persistent cell.
    case load
    /// What decides whether a block runs.
    case decision
    /// What an instance gets: a parameter, the contents of a cell, whether it is called.
    case input
    /// What an instance leaves: its result, the contents of a cell.
    case output
    /// What a call gave back.
    case afterCall
    /// What quiescence may leave in a cell, or all that a cell that nothing overwrites ever holds.
    case cell
    /// A source.
    case source
    /// What is written to a channel.
    case channel
}

/// How an edge carries what it carries.
struct FlowEdge: Hashable {
    /// Between whom.
    enum Passage: UInt8 {
        case inside
        /// From a call to what the callee gets.
        case call
        /// From what a callee leaves to a call.
        case callReturn
        /// Through a cell that all functions share: who wrote it does not matter any more.
        case shared
    }

    var from: FlowNodeID
    var to: FlowNodeID
    var influence: Influence
    var passage: Passage
    var order = OrderPassage.kept
    /// The value cannot differ, but something nondeterministic was at work.
    var isTouch = false
}

/// What an edge, or a way, does to differences that are only ones of order.
enum OrderPassage: UInt8, CaseIterable {
    case kept
    /// They end: the value is the same in every order.
    case cleared
    /// Nothing else passes: what a position decides for everything else, takes on the order by value.
    case only

    /// Behind a way of this kind a way of that kind; nil where nothing passes both.
    func then(_ other: OrderPassage) -> OrderPassage? {
        if self == .kept { return other }
        return other == .kept || other == self ? self : nil
    }
}

/// Nodes and edges: who decides whom, over all instances of a program. Nodes that nothing
/// nondeterministic can reach need not exist: constants have none.
struct DependenceGraph {
    struct Node {
        var kind: FlowNodeKind
        var instance: OptionalID<InstanceTag>
        /// Where it is shown.
        var instruction: OptionalID<InstructionTag>
        /// The cell that a node is a version of.
        var cell: OptionalID<CellTag>
    }

    var nodes: Arena<FlowNodeTag, Node> = Arena()
    var edges: [FlowEdge] = []

    mutating func add(
        _ kind: FlowNodeKind, _ instance: InstanceID?, _ instruction: InstructionID?,
        cell: CellID? = nil
    ) -> FlowNodeID {
        nodes.append(
            Node(
                kind: kind, instance: OptionalID(instance), instruction: OptionalID(instruction),
                cell: OptionalID(cell)))
    }

    mutating func connect(
        _ from: FlowNodeID?, _ to: FlowNodeID, _ influence: Influence = .value,
        _ passage: FlowEdge.Passage = .inside, order: OrderPassage = .kept
    ) {
        guard let from, from != to else { return }
        edges.append(
            FlowEdge(from: from, to: to, influence: influence, passage: passage, order: order))
    }

    /// `from` decides which element `to` comes from: what has no fixed order, `to` takes on.
    mutating func select(_ from: FlowNodeID?, _ to: FlowNodeID, order: OrderPassage = .kept) {
        connect(from, to, .control, order: order)
        if order == .kept { connect(from, to, .value, order: .only) }
    }

    /// The value of `to` cannot differ, but `from` was at work in it.
    mutating func touch(_ from: FlowNodeID?, _ to: FlowNodeID) {
        guard let from, from != to else { return }
        edges.append(
            FlowEdge(from: from, to: to, influence: .control, passage: .inside, isTouch: true))
    }
}
