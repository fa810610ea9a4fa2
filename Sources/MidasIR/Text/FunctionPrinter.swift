import MidasBase

/// The functions of the text form: blocks first, then the tables that they refer to.
extension UnitPrinter {
    mutating func printFunction(_ id: FunctionID, tables: Bool = true) {
        let function = unit.functions[id]
        let inner = DescribingFunction(describing: describing, function: function)
        writer.word("function")
        symbol(function.symbol)
        type(function.resultType)
        writer.named("parameters", function.parameterCount)
        writer.named("range", function.range.raw)
        writer.endLine(remark: "f\(id.raw)" + at(function.range, of: function, prefix: " "))
        for (raw, local) in function.locals.elements.enumerated() { printLocal(local, raw) }
        for block in function.blocks.ids { printBlock(block, inner) }
        guard tables else { return }
        for id in function.constants.ids { printConstant(id, inner) }
        for id in function.places.ids { printPlace(id, inner) }
        for step in function.projections { printProjection(step, inner) }
        for id in function.calls.ids { printCall(id, inner) }
        printOperands(inner)
        for arm in function.switchCases {
            writer.word("arm")
            writer.number(arm.low)
            writer.number(arm.high)
            writer.reference("b", arm.target.raw)
            writer.endLine()
        }
        for target in function.jumpTargets {
            writer.word("target")
            writer.reference("b", target.raw)
            writer.endLine()
        }
        for assembly in function.assemblies.elements { printAssembly(assembly, inner) }
        for range in function.ranges.elements { printRange(range) }
        for statement in function.statements.elements {
            writer.word("statement")
            writer.word("\(statement.kind)")
            writer.named("in", statement.parent.raw)
            writer.named("range", statement.range.raw)
            writer.endLine()
        }
        for hole in function.holes {
            writer.word("hole")
            writer.quoted(hole.reason, unit.strings)
            writer.named("range", hole.range.raw)
            writer.endLine()
        }
    }

    private func at(_ range: RangeID, of function: Function, prefix: String = "") -> String {
        guard range.index < function.ranges.count else { return "" }
        let text = describing.position(function.ranges[range].begin)
        return text.isEmpty ? "" : prefix + text
    }

    private mutating func printLocal(_ local: Local, _ raw: Int) {
        writer.word("local")
        writer.word("\(local.kind)")
        writer.quoted(local.name, unit.strings)
        type(local.type)
        writer.quoted(local.typeSpelling, unit.strings)
        position(local.position)
        if local.isVolatile { writer.word("volatile") }
        writer.endLine(remark: "l\(raw)")
    }

    // MARK: Blocks

    private mutating func printBlock(_ id: BlockID, _ inner: DescribingFunction) {
        let block = inner.function.blocks[id]
        writer.word("block")
        writer.named("from", block.start)
        if let unwind = block.unwind.id {
            writer.word("unwind")
            writer.reference("b", unwind.raw)
        }
        writer.endLine(remark: "b\(id.raw)")
        for raw in block.instructions where raw < inner.function.instructions.count {
            printInstruction(InstructionID(raw), inner)
        }
        writer.indent()
        printTerminator(block, inner)
    }

    private mutating func printInstruction(_ id: InstructionID, _ inner: DescribingFunction) {
        let instruction = inner.function.instructions[id]
        writer.indent()
        writer.reference("v", id.raw)
        writer.word("\(instruction.opcode)")
        if let words = Words.details(of: instruction.opcode), Int(instruction.detail) < words.count
        {
            writer.word(words[Int(instruction.detail)])
        } else {
            writer.named("detail", instruction.detail, omitting: 0)
        }
        type(instruction.type)
        if !instruction.a.isNone { operand(instruction.a, inner) }
        if !instruction.b.isNone {
            if instruction.a.isNone { writer.word("-") }
            operand(instruction.b, inner)
        }
        if let place = instruction.place.id {
            writer.word("at")
            writer.reference("p", place.raw, inner.place(place))
        }
        printExtra(instruction, inner)
        for word in Words.flags(UInt32(instruction.flags.rawValue), Words.instructionFlags) {
            writer.word(word)
        }
        printOrigin(instruction.range, instruction.statement, inner)
    }

    private mutating func printExtra(_ instruction: Instruction, _ inner: DescribingFunction) {
        let extra = instruction.extra
        switch instruction.opcode {
        case .copy, .compareExchange, .variadicArgumentInto, .variadicCopy:
            writer.reference("x", extra, inner.place(PlaceID(extra)))
        case .call, .unknown:
            writer.reference("x", extra, inner.call(CallID(extra)))
        case .hole:
            writer.reference("x", extra, describing.text(StringID(extra)))
        case .initializeBytes, .atomicUpdate, .assembly:
            writer.reference("x", extra)
        default:
            if extra != 0 { writer.reference("x", extra) }
        }
    }

    private mutating func printOrigin(
        _ range: RangeID, _ statement: StatementID, _ inner: DescribingFunction
    ) {
        writer.named("range", range.raw, omitting: 0)
        writer.named("statement", statement.raw, omitting: 0)
        writer.endLine(remark: at(range, of: inner.function))
    }

    private mutating func printTerminator(_ block: Block, _ inner: DescribingFunction) {
        switch block.terminator {
        case .jump(let target):
            writer.word("jump")
            writer.reference("b", target.raw)
        case .branch(let condition, let first, let second):
            writer.word("branch")
            operand(condition, inner)
            writer.reference("b", first.raw)
            writer.reference("b", second.raw)
        case .switch(let value, let cases, let otherwise):
            writer.word("switch")
            operand(value, inner)
            slice(cases)
            writer.reference("b", otherwise.raw)
        case .indirectJump(let value, let targets):
            writer.word("indirectJump")
            operand(value, inner)
            slice(targets)
        case .return(let value): printEnd("return", value, inner)
        case .throw(let value): printEnd("throw", value, inner)
        case .resume(let value): printEnd("resume", value, inner)
        case .unreachable: writer.word("unreachable")
        }
        printOrigin(block.terminatorRange, block.terminatorStatement, inner)
    }

    private mutating func printEnd(
        _ word: String, _ value: Operand, _ inner: DescribingFunction
    ) {
        writer.word(word)
        operand(value, inner)
    }

    // MARK: Tables

    private mutating func printConstant(_ id: ConstantID, _ inner: DescribingFunction) {
        writer.word("constant")
        switch inner.function.constants[id] {
        case .integer(let bits, let type): number("integer", bits, type)
        case .floating(let bits, let type): number("floating", bits, type)
        case .memberOffset(let offset, let type): number("memberOffset", offset, type)
        case .null(let type): typed("null", type)
        case .undefined(let type): typed("undefined", type)
        case .string(let text, let type, let macro):
            typed("string", type)
            writer.quoted(text, unit.strings)
            writer.quoted(macro, unit.strings)
        case .function(let symbol):
            writer.word("function")
            self.symbol(symbol)
        case .global(let symbol):
            writer.word("global")
            self.symbol(symbol)
        case .label(let block):
            writer.word("label")
            writer.reference("b", block.raw)
        case .memberFunction(let symbol, let type):
            typed("memberFunction", type)
            self.symbol(symbol)
        }
        writer.endLine(remark: "c\(id.raw) \(inner.constant(id))")
    }

    private mutating func typed(_ word: String, _ type: TypeID) {
        writer.word(word)
        self.type(type)
    }

    private mutating func number(_ word: String, _ bits: UInt64, _ type: TypeID) {
        typed(word, type)
        writer.number(bits)
    }

    private mutating func printPlace(_ id: PlaceID, _ inner: DescribingFunction) {
        let place = inner.function.places[id]
        writer.word("place")
        switch place.root {
        case .local(let local): writer.reference("l", local.raw, inner.local(local))
        case .global(let symbol): self.symbol(symbol)
        case .result: writer.word("result")
        case .pointer(let pointer):
            writer.word("pointer")
            operand(pointer, inner)
        }
        type(place.rootType)
        slice(place.projections)
        type(place.type)
        writer.endLine(remark: "p\(id.raw) \(inner.place(id))")
    }

    private mutating func printProjection(_ step: Projection, _ inner: DescribingFunction) {
        writer.word("step")
        switch step {
        case .field(let record, let position):
            writer.word("field")
            self.record(record)
            writer.number(position)
        case .base(let record, let position):
            writer.word("base")
            self.record(record)
            writer.number(position)
        case .index(let index):
            writer.word("index")
            operand(index, inner)
        case .bytes(let offset, let type):
            writer.word("bytes")
            writer.number(offset)
            self.type(type)
        }
        writer.endLine()
    }

    private mutating func printCall(_ id: CallID, _ inner: DescribingFunction) {
        let call = inner.function.calls[id]
        writer.word("call")
        switch call.callee {
        case .direct(let symbol):
            writer.word("direct")
            self.symbol(symbol)
        case .virtual(let symbol):
            writer.word("virtual")
            self.symbol(symbol)
        case .indirect(let pointer):
            writer.word("indirect")
            operand(pointer, inner)
        }
        slice(call.arguments)
        type(call.type)
        if let result = call.result.id {
            writer.word("to")
            writer.reference("p", result.raw, inner.place(result))
        }
        for word in Words.flags(UInt32(call.flags.rawValue), Words.callFlags) { writer.word(word) }
        writer.endLine(remark: "k\(id.raw)")
    }

    private mutating func printOperands(_ inner: DescribingFunction) {
        let operands = inner.function.operands
        for start in stride(from: 0, to: operands.count, by: 8) {
            writer.word("operands")
            for value in operands[start..<min(start + 8, operands.count)] { operand(value, inner) }
            writer.endLine()
        }
    }

    private mutating func printAssembly(_ assembly: Assembly, _ inner: DescribingFunction) {
        writer.word("assembly")
        writer.quoted(assembly.template, unit.strings)
        if assembly.clobbersMemory { writer.word("memory") }
        writer.word("outputs")
        for place in assembly.outputs { writer.reference("p", place.raw, inner.place(place)) }
        writer.word("inputs")
        for input in assembly.inputs { operand(input, inner) }
        writer.word("constraints")
        for constraint in assembly.constraints { writer.quoted(constraint, unit.strings) }
        writer.word("targets")
        for target in assembly.targets { writer.reference("b", target.raw) }
        writer.endLine()
    }

    private mutating func printRange(_ range: SourceRange) {
        writer.word("range")
        position(range.begin)
        position(range.end)
        position(range.spelling)
        writer.quoted(range.macro, unit.strings)
        writer.endLine()
    }

    // MARK: Parts

    private mutating func operand(_ operand: Operand, _ inner: DescribingFunction) {
        switch operand.kind {
        case .none: writer.word("-")
        case .value: writer.reference("v", operand.payload)
        case .constant:
            writer.reference("c", operand.payload, inner.constant(ConstantID(operand.payload)))
        case .place:
            writer.reference("p", operand.payload, inner.place(PlaceID(operand.payload)))
        }
    }

    /// `START+COUNT`.
    private mutating func slice(_ slice: Slice32) { writer.word("\(slice.start)+\(slice.count)") }
}
