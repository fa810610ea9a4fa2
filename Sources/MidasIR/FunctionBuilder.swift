import MidasBase

/// Builds a function instruction by instruction, in any order of blocks. `finish` puts the blocks
/// in reverse postorder, leaves out what control cannot reach, and numbers instructions anew.
public struct FunctionBuilder {
    /// Everything but blocks and instructions, which are in the making.
    public var function: Function
    public private(set) var currentBlock: BlockID
    /// The range and statement that emitted instructions get.
    public var range = RangeID(UInt32(0))
    public var statement = StatementID(UInt32(0))

    private var blocks: [PendingBlock] = []
    /// Behind each instruction in its block, or `.max`.
    private var following: [UInt32] = []
    private var constantIDs: [Constant: ConstantID] = [:]
    private var unwind: OptionalID<BlockTag> = .none

    private struct PendingBlock {
        var first = UInt32.max
        var last = UInt32.max
        var terminator: Terminator?
        var terminatorRange = RangeID(UInt32(0))
        var terminatorStatement = StatementID(UInt32(0))
        var unwind: OptionalID<BlockTag>
        /// Whether anything in it may throw, so that `unwind` is an edge.
        var hasCall = false

        var unwindEdge: OptionalID<BlockTag> {
            if case .throw? = terminator { return unwind }
            return hasCall ? unwind : .none
        }
    }

    /// Starts in a new entry block, with the body as statement 0 and `range` as range 0.
    public init(symbol: SymbolID, resultType: TypeID, range: SourceRange) {
        function = Function(symbol: symbol, resultType: resultType)
        function.ranges.append(range)
        function.statements.append(
            Statement(kind: .body, parent: StatementID(UInt32(0)), range: RangeID(UInt32(0))))
        blocks.append(PendingBlock(unwind: .none))
        currentBlock = BlockID(UInt32(0))
    }

    // MARK: Blocks

    /// A new block, empty and not entered by anything yet. Calls in it unwind to where calls unwind
    /// now.
    public mutating func makeBlock() -> BlockID {
        blocks.append(PendingBlock(unwind: unwind))
        return BlockID(blocks.count - 1)
    }

    /// What follows is emitted at the end of `block`.
    public mutating func continueIn(_ block: BlockID) {
        currentBlock = block
        if blocks[block.index].first == .max { blocks[block.index].unwind = unwind }
    }

    /// Whether the current block has its terminator; what is emitted then is never reached.
    public var isTerminated: Bool { blocks[currentBlock.index].terminator != nil }

    /// Where calls go on that throw, from here on; none: to the caller.
    public mutating func setUnwind(_ target: OptionalID<BlockTag>) {
        guard target != unwind else { return }
        unwind = target
        guard !isTerminated else { return }
        if blocks[currentBlock.index].first == .max {
            blocks[currentBlock.index].unwind = target
        } else {
            let next = makeBlock()
            jump(to: next)
            continueIn(next)
        }
    }

    public var currentUnwind: OptionalID<BlockTag> { unwind }

    /// Ends the current block, unless it has ended.
    public mutating func terminate(_ terminator: Terminator) {
        guard !isTerminated else { return }
        blocks[currentBlock.index].terminator = terminator
        blocks[currentBlock.index].terminatorRange = range
        blocks[currentBlock.index].terminatorStatement = statement
    }

    public mutating func jump(to block: BlockID) { terminate(.jump(block)) }

    // MARK: Instructions

    @discardableResult
    public mutating func emit(_ instruction: Instruction) -> InstructionID {
        let id = function.instructions.append(instruction)
        following.append(.max)
        guard !isTerminated else { return id }
        if blocks[currentBlock.index].last == .max {
            blocks[currentBlock.index].first = id.raw
        } else {
            following[Int(blocks[currentBlock.index].last)] = id.raw
        }
        blocks[currentBlock.index].last = id.raw
        if instruction.opcode == .call { blocks[currentBlock.index].hasCall = true }
        return id
    }

    /// Emits at the current range and statement; gives the value.
    @discardableResult
    public mutating func emit(
        _ opcode: Opcode, detail: UInt8 = 0, flags: Instruction.Flags = [], type: TypeID,
        a: Operand = .none, b: Operand = .none, place: PlaceID? = nil, extra: UInt32 = 0
    ) -> Operand {
        let id = emit(
            Instruction(
                opcode, detail: detail, flags: flags, type: type, a: a, b: b,
                place: OptionalID(place), extra: extra, range: range, statement: statement))
        return .value(id)
    }

    // MARK: Tables

    public mutating func constant(_ constant: Constant) -> Operand {
        if let id = constantIDs[constant] { return .constant(id) }
        let id = function.constants.append(constant)
        constantIDs[constant] = id
        return .constant(id)
    }

    public mutating func place(
        _ root: PlaceRoot, rootType: TypeID, _ steps: [Projection] = [], type: TypeID
    ) -> PlaceID {
        let slice = Slice32(
            start: UInt32(function.projections.count), count: UInt32(steps.count))
        function.projections.append(contentsOf: steps)
        return function.places.append(
            Place(root: root, rootType: rootType, projections: slice, type: type))
    }

    /// `base` with one more step.
    public mutating func place(_ base: PlaceID, then step: Projection, type: TypeID) -> PlaceID {
        let outer = function.places[base]
        let start = UInt32(function.projections.count)
        for index in outer.projections.range {
            let known = function.projections[index]
            function.projections.append(known)
        }
        function.projections.append(step)
        let slice = Slice32(start: start, count: outer.projections.count + 1)
        return function.places.append(
            Place(root: outer.root, rootType: outer.rootType, projections: slice, type: type))
    }

    public mutating func operandList(_ operands: [Operand]) -> Slice32 {
        let start = UInt32(function.operands.count)
        function.operands.append(contentsOf: operands)
        return Slice32(start: start, count: UInt32(operands.count))
    }

    /// Emits a call; gives the value, or `.none` where the result is void or goes to `result`.
    @discardableResult
    public mutating func call(
        _ callee: Callee, _ arguments: [Operand], type: TypeID, resultType: TypeID,
        flags: Call.Flags = [], result: PlaceID? = nil, instructionFlags: Instruction.Flags = []
    ) -> Operand {
        let call = function.calls.append(
            Call(
                callee: callee, flags: flags, arguments: operandList(arguments),
                result: OptionalID(result), type: type))
        return emit(.call, flags: instructionFlags, type: resultType, extra: call.raw)
    }

    /// The id of a range; the same as the last one where it is equal.
    public mutating func intern(_ range: SourceRange) -> RangeID {
        if let last = function.ranges.elements.last, last == range {
            return RangeID(function.ranges.count - 1)
        }
        return function.ranges.append(range)
    }

    // MARK: Finishing

    /// The function. Blocks without a terminator end as `unreachable`.
    public consuming func finish() -> Function {
        let order = reachableBlocks()
        var newBlock = [BlockID](repeating: BlockID(UInt32(0)), count: blocks.count)
        for (index, old) in order.enumerated() { newBlock[old] = BlockID(index) }
        var renumbering = Renumbering(block: newBlock, instructionCount: following.count)
        var layout: [UInt32] = []
        var spans: [(UInt32, UInt32)] = []
        for old in order {
            let start = UInt32(layout.count)
            var next = blocks[old].first
            while next != .max {
                renumbering.instruction[Int(next)] = UInt32(layout.count)
                layout.append(next)
                next = following[Int(next)]
            }
            spans.append((start, UInt32(layout.count)))
        }
        let old = function.instructions
        renumbering.replaceDropped(of: &function)
        function.instructions = Arena(
            layout.map { renumbering.apply(old.elements[Int($0)]) })
        renumbering.applyToTables(of: &function)
        function.blocks = Arena(
            zip(order, spans).map { index, span in
                finished(blocks[index], span, renumbering)
            })
        return function
    }

    private func finished(
        _ block: PendingBlock, _ span: (UInt32, UInt32), _ renumbering: Renumbering
    ) -> Block {
        Block(
            start: span.0, end: span.1,
            terminator: renumbering.apply(block.terminator ?? .unreachable),
            terminatorRange: block.terminatorRange,
            terminatorStatement: block.terminatorStatement,
            unwind: OptionalID(block.unwindEdge.id.map { renumbering.block[$0.index] }))
    }

    /// Pending blocks that the entry reaches, in reverse postorder.
    private func reachableBlocks() -> [Int] {
        var edges: [(from: UInt32, to: UInt32)] = []
        for (index, block) in blocks.enumerated() {
            forEachTarget(of: block) { edges.append((UInt32(index), $0.raw)) }
        }
        let graph = Graph(nodeCount: blocks.count, edges: edges)
        return Dominators.reversePostorder(of: graph, root: 0).map(Int.init)
    }

    /// The second operand first, so that the first comes first in reverse postorder.
    private func forEachTarget(of block: PendingBlock, _ body: (BlockID) -> Void) {
        if let unwind = block.unwindEdge.id { body(unwind) }
        switch block.terminator {
        case .jump(let target): body(target)
        case .branch(_, let first, let second):
            body(second)
            body(first)
        case .switch(_, let cases, let otherwise):
            body(otherwise)
            for arm in function.switchCases[cases.range].reversed() { body(arm.target) }
        case .indirectJump(_, let targets):
            for target in function.jumpTargets[targets.range].reversed() { body(target) }
        case .return, .throw, .resume, .unreachable, nil: break
        }
    }
}

/// Old numbers of blocks and instructions to new ones.
private struct Renumbering {
    var block: [BlockID]
    /// `.max` for an instruction that control cannot reach.
    var instruction: [UInt32]
    /// What stands for the value of such an instruction, by its type.
    private var undefined: [TypeID: ConstantID] = [:]
    private var types: [TypeID] = []

    init(block: [BlockID], instructionCount: Int) {
        self.block = block
        instruction = Array(repeating: .max, count: instructionCount)
    }

    /// Tables may still name values that are left out: they become undefined constants.
    mutating func replaceDropped(of function: inout Function) {
        types = function.instructions.elements.map(\.type)
        for (index, new) in instruction.enumerated() where new == .max {
            if undefined[types[index]] == nil {
                undefined[types[index]] = function.constants.append(.undefined(types[index]))
            }
        }
    }

    func apply(_ operand: Operand) -> Operand {
        guard let value = operand.value else { return operand }
        let new = instruction[value.index]
        if new == .max, let constant = undefined[types[value.index]] { return .constant(constant) }
        return .value(InstructionID(new))
    }

    func apply(_ old: Instruction) -> Instruction {
        var new = old
        new.a = apply(old.a)
        new.b = apply(old.b)
        return new
    }

    func apply(_ old: Terminator) -> Terminator {
        switch old {
        case .jump(let target): .jump(block[target.index])
        case .branch(let condition, let first, let second):
            .branch(apply(condition), block[first.index], block[second.index])
        case .switch(let value, let cases, let otherwise):
            .switch(apply(value), cases: cases, otherwise: block[otherwise.index])
        case .indirectJump(let value, let targets): .indirectJump(apply(value), targets: targets)
        case .return(let value): .return(apply(value))
        case .throw(let value): .throw(apply(value))
        case .resume(let value): .resume(apply(value))
        case .unreachable: .unreachable
        }
    }

    func applyToTables(of function: inout Function) {
        for index in function.operands.indices {
            function.operands[index] = apply(function.operands[index])
        }
        for id in function.places.ids {
            if case .pointer(let operand) = function.places[id].root {
                function.places[id].root = .pointer(apply(operand))
            }
        }
        for index in function.projections.indices {
            if case .index(let operand) = function.projections[index] {
                function.projections[index] = .index(apply(operand))
            }
        }
        for id in function.calls.ids {
            if case .indirect(let operand) = function.calls[id].callee {
                function.calls[id].callee = .indirect(apply(operand))
            }
        }
        for index in function.switchCases.indices {
            let target = function.switchCases[index].target
            function.switchCases[index].target = block[target.index]
        }
        for index in function.jumpTargets.indices {
            function.jumpTargets[index] = block[function.jumpTargets[index].index]
        }
        for id in function.constants.ids {
            if case .label(let target) = function.constants[id] {
                function.constants[id] = .label(block[target.index])
            }
        }
        for id in function.assemblies.ids {
            function.assemblies[id].inputs = function.assemblies[id].inputs.map(apply)
            function.assemblies[id].targets = function.assemblies[id].targets.map {
                block[$0.index]
            }
        }
    }
}
