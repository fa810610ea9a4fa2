import MidasBase
import MidasIR

/// What a version of a cell is known to be: a constant, or another value plus a constant. Equal
/// contents are equal values.
struct Content: Hashable {
    /// 0: the number `offset`. Else a version (1), an instruction's value (2) or a constant that is no
    /// number (3) in the upper half, which one in the lower.
    var base: UInt64
    var offset: Int64

    /// Equal to nothing: a write of it makes a content of its own.
    static let unknown = Content(base: 4 << 32, offset: 0)

    static func number(_ value: Int64) -> Content { Content(base: 0, offset: value) }
    static func version(_ id: Int) -> Content { Content(base: 1 << 32 | UInt64(id), offset: 0) }
    static func value(_ id: InstructionID) -> Content {
        Content(base: 2 << 32 | UInt64(id.raw), offset: 0)
    }
    static func constant(_ id: ConstantID) -> Content {
        Content(base: 3 << 32 | UInt64(id.raw), offset: 0)
    }

    /// What the call of a number leaves in a cell.
    static func call(_ number: Int, _ cell: CellID) -> Content {
        Content(base: 5 << 32 | UInt64(number), offset: Int64(cell.raw))
    }

    var version: Int? { base >> 32 == 1 && offset == 0 ? Int(base & 0xFFFF_FFFF) : nil }
    var number: Int64? { base == 0 ? offset : nil }

    func plus(_ delta: Int64) -> Content { Content(base: base, offset: offset &+ delta) }
}

/// What a variable holds between two writes.
struct Version {
    /// `.max`: a value that nothing nondeterministic can reach.
    var node: UInt32
    var content: Content
    /// Nothing has written it.
    var isUndefined = false
    /// The variable that it is a version of.
    var variable = 0
    /// Where it is written.
    var block = 0

    var flow: FlowNodeID? { node == .max ? nil : FlowNodeID(node) }
}

/// Where control flow joins and a variable comes in several versions.
struct Join {
    var variable: Int
    var version: Int
    var block: Int
    var operands: [(block: Int, version: Int)] = []
    /// What other requests left comes in here as well.
    var isQuiescent = false
}

/// The state of building one instance: SSA form of its variables (Cytron et al., "Efficiently
/// computing static single assignment form and the control dependence graph", 1991). A variable is a
/// versioned cell, or, as the first, the value that the function returns.
struct InstanceWork {
    var instance = InstanceID(UInt32(0))
    var function: Function?
    var block = 0
    var instruction = InstructionID(UInt32(0))
    /// By variable; the first is the result.
    var cells: [CellID?] = []
    var versions: [Version] = []
    var current: [Int] = []
    var undo: [(variable: Int, version: Int)] = []
    var joins: [Join] = []
    /// What runs in internal requests.
    var internalParts: [InternalPart] = []
    /// By variable: what rounds of request loops leave in it.
    var latchContents: [Int: [Content]] = [:]
    /// By block: the joins in it.
    var joinsOfBlock: [[Int]] = []
    /// By instruction.
    var valueNodes: [UInt32] = []
    var valueContents: [Content] = []
    /// By block: what decides whether it runs.
    var decisions: [FlowNodeID] = []
    /// The same without what begins internal requests.
    var plainDecisions: [FlowNodeID] = []
    /// By version: the content that a join turned out to have.
    var aliases: [Int: Content] = [:]
    /// By variable: its version at the exit.
    var exitVersions: [Int] = []

    /// Loops, and by block those around it, by number: where a program has orders that are not fixed.
    var loops: [IterationLoop] = []
    var loopsOfBlock: [[Int]] = []
    var updates: UpdateScan?
    /// By version: the join that makes it; the version that it is an update of; what was stored.
    var joinOfVersion: [Int: Int] = [:]
    var bases: [Int: Int] = [:]
    var stored: [Int: Operand] = [:]
    /// By comparison of positions: the node of the one that moves.
    var iterations: [InstructionID: FlowNodeID] = [:]
    /// Calls without arguments, by what they call and find: equal ones leave equal contents.
    var calls: [[Content]: Int] = [:]
    /// Values that count rounds.
    var counted = BitSet()
    /// By block: what decides whether its calls come back by a throw or a jump.
    var leaving: [Int: FlowNodeID] = [:]
    /// In the block being built: the length of `undo` after each call that may throw.
    var throwPoints: [Int] = []
    /// By landing block with one way to it: what variables hold that were written after the throw.
    var padVersions: [Int: [Int: Int]] = [:]
    /// Blocks that jump to another function.
    var jumps = BitSet()
    /// Results of calls to which jumps come back.
    var resumptions: [FlowNodeID] = []
    /// Comparisons with a key that occurs once; whether they ask for equality.
    var keyTests: [InstructionID: Bool] = [:]
    var dominators: Dominators?
    var predecessors: [[Int]] = []

    /// How the function uses tables hashed by hand; nil if it does not.
    var uses: LayoutTables.Uses?
    /// Values that are indices of entries that a search has found.
    var foundIndices = BitSet()
    /// By header of a search: what its cursor may come to.
    var cursorContents: [Int: FlowNodeID] = [:]
    /// By block of a search: what its branch decides, seen from behind the search.
    var searchTests: [Int: FlowNodeID?] = [:]
    /// By header of a loop through a table: the order of its entries, and of the end of a chain.
    var layoutSources: [Int: FlowNodeID] = [:]
    var chainEnds: [Int: FlowNodeID] = [:]
    /// By header of a loop through a table, and by block that asks whether a chain is empty: the table.
    var tablesOfLoops: [Int: Int] = [:]
    var headTests: [Int: Int] = [:]
    /// Blocks that a test of a link decides; what decides whether a link is written there.
    var layoutDeciders = BitSet()
    var linkDecisions: [Int: FlowNodeID] = [:]

    /// Constants whose value the build decides.
    var constantNodes: [ConstantID: FlowNodeID] = [:]
    /// Temporaries that hold the value of `&&` or `||`.
    var truths: Set<LocalID> = []

    static let result = 0
}
