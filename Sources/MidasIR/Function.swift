import MidasBase

/// A parameter, local variable or temporary. Its bytes live in memory; analyses lift those that do
/// not escape.
public struct Local: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case parameter, variable
        /// Made by lowering: a temporary object, the value of a `?:`.
        case temporary
    }

    public var kind: Kind
    public var name: StringID
    public var type: TypeID
    public var typeSpelling: StringID
    public var position: SourcePosition
    public var isVolatile: Bool

    public init(
        kind: Kind, name: StringID, type: TypeID, typeSpelling: StringID,
        position: SourcePosition = .none, isVolatile: Bool = false
    ) {
        self.kind = kind
        self.name = name
        self.type = type
        self.typeSpelling = typeSpelling
        self.position = position
        self.isVolatile = isVolatile
    }
}

/// How a block ends.
@frozen
public enum Terminator: Hashable, Sendable {
    case jump(BlockID)
    /// To the first block where the operand is not zero.
    case branch(Operand, BlockID, BlockID)
    /// `cases` in the function's `switchCases`.
    case `switch`(Operand, cases: Slice32, otherwise: BlockID)
    /// GNU `goto *p`; `targets` in the function's `jumpTargets`.
    case indirectJump(Operand, targets: Slice32)
    /// A scalar; aggregates and nothing return `.none`.
    case `return`(Operand)
    /// Throws the exception object at this address (from `allocateException`).
    case `throw`(Operand)
    /// The exception at this address goes on to the caller or the next handler.
    case resume(Operand)
    case unreachable
}

/// One case, or a GNU range of cases, both ends included.
public struct SwitchCase: Hashable, Sendable {
    public var low: UInt64
    public var high: UInt64
    public var target: BlockID

    public init(low: UInt64, high: UInt64, target: BlockID) {
        self.low = low
        self.high = high
        self.target = target
    }
}

/// A run of instructions without a jump into or out of its middle, exceptions apart: a call in a
/// block with `unwind` may go on there instead.
public struct Block: Hashable, Sendable {
    /// `start ..< end` in the function's `instructions`.
    public var start: UInt32
    public var end: UInt32
    public var terminator: Terminator
    public var terminatorRange: RangeID
    /// The statement that the terminator belongs to.
    public var terminatorStatement: StatementID
    public var unwind: OptionalID<BlockTag>

    public init(
        start: UInt32, end: UInt32, terminator: Terminator, terminatorRange: RangeID,
        terminatorStatement: StatementID, unwind: OptionalID<BlockTag>
    ) {
        self.start = start
        self.end = end
        self.terminator = terminator
        self.terminatorRange = terminatorRange
        self.terminatorStatement = terminatorStatement
        self.unwind = unwind
    }

    public var instructions: Range<Int> { Int(start)..<Int(end) }
}

/// A statement of the source, so that a slice of a function can be written as C again. Statement 0
/// is the function's body.
public struct Statement: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case body, compound, declaration, expression, `if`, `while`, `do`, `for`, rangeFor,
            `switch`, `case`, `default`, label, `goto`, indirectGoto, `break`, `continue`, `return`,
            assembly, `try`, `catch`, null
        /// The second operand of `&&`, `||`; the arms of `?:`: decided by a value, no statements.
        case conditionalOperand
    }

    public var kind: Kind
    public var parent: StatementID
    public var range: RangeID

    public init(kind: Kind, parent: StatementID, range: RangeID) {
        self.kind = kind
        self.parent = parent
        self.range = range
    }
}

/// A part of a function that was not lowered as it should have been.
public struct Hole: Hashable, Sendable {
    public var reason: StringID
    public var range: RangeID

    public init(reason: StringID, range: RangeID) {
        self.reason = reason
        self.range = range
    }
}

/// A body as a control-flow graph: block 0 is the entry, blocks stand in reverse postorder, what
/// control cannot reach is left out.
public struct Function: Equatable, Sendable {
    /// What it is the body, or for a variable the initialiser, of.
    public var symbol: SymbolID
    /// Parameters first, `this` before all.
    public var locals: Arena<LocalTag, Local> = Arena()
    public var parameterCount: UInt32 = 0
    public var resultType: TypeID
    public var blocks: Arena<BlockTag, Block> = Arena()
    public var instructions: Arena<InstructionTag, Instruction> = Arena()
    public var places: Arena<PlaceTag, Place> = Arena()
    public var projections: [Projection] = []
    public var calls: Arena<CallTag, Call> = Arena()
    public var operands: [Operand] = []
    public var constants: Arena<ConstantTag, Constant> = Arena()
    public var switchCases: [SwitchCase] = []
    public var jumpTargets: [BlockID] = []
    public var assemblies: Arena<AssemblyTag, Assembly> = Arena()
    public var ranges: Arena<RangeTag, SourceRange> = Arena()
    public var statements: Arena<StatementTag, Statement> = Arena()
    public var holes: [Hole] = []
    /// From the declaration to the closing brace.
    public var range: RangeID = RangeID(UInt32(0))

    public init(symbol: SymbolID, resultType: TypeID) {
        self.symbol = symbol
        self.resultType = resultType
    }

    public func projections(of place: PlaceID) -> ArraySlice<Projection> {
        projections[places[place].projections.range]
    }

    public func arguments(of call: CallID) -> ArraySlice<Operand> {
        operands[calls[call].arguments.range]
    }

    /// Calls `body` with every block that control may go to from `block`, unwinding last.
    public func forEachSuccessor(of block: BlockID, _ body: (BlockID) -> Void) {
        switch blocks[block].terminator {
        case .jump(let target): body(target)
        case .branch(_, let first, let second):
            body(first)
            body(second)
        case .switch(_, let cases, let otherwise):
            for arm in switchCases[cases.range] { body(arm.target) }
            body(otherwise)
        case .indirectJump(_, let targets):
            for target in jumpTargets[targets.range] { body(target) }
        case .return, .throw, .resume, .unreachable: break
        }
        if let unwind = blocks[block].unwind.id { body(unwind) }
    }

    /// Blocks as a graph.
    public var controlFlow: Graph {
        var edges: [(from: UInt32, to: UInt32)] = []
        for block in blocks.ids {
            forEachSuccessor(of: block) { edges.append((block.raw, $0.raw)) }
        }
        return Graph(nodeCount: blocks.count, edges: edges)
    }
}
