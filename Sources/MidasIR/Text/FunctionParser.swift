import MidasBase

/// The lines of functions.
extension UnitParser {
    private var currentID: FunctionID { FunctionID(unit.functions.count - 1) }

    mutating func parseFunction() throws {
        var function = Function(symbol: try symbol(), resultType: try type())
        function.parameterCount = try scanner.required("parameters")
        function.range = RangeID(try scanner.required("range", UInt32.self))
        unit.functions.append(function)
    }

    mutating func parseFunctionLine(_ word: String) throws {
        let id = currentID
        switch word {
        case "local": unit.functions[id].locals.append(try local())
        case "block": try parseBlockStart()
        case "constant": unit.functions[id].constants.append(try constant())
        case "place": unit.functions[id].places.append(try place())
        case "step": unit.functions[id].projections.append(try projection())
        case "call": unit.functions[id].calls.append(try call())
        case "operands":
            while !scanner.isAtEnd { unit.functions[id].operands.append(try operand()) }
        case "arm":
            unit.functions[id].switchCases.append(
                SwitchCase(
                    low: try scanner.number(), high: try scanner.number(), target: try block()))
        case "target": unit.functions[id].jumpTargets.append(try block())
        case "assembly": unit.functions[id].assemblies.append(try assembly())
        case "range": unit.functions[id].ranges.append(try sourceRange())
        case "statement":
            let kind = try scanner.word(of: Statement.Kind.self, "kind of statement")
            unit.functions[id].statements.append(
                Statement(
                    kind: kind, parent: ID(try scanner.required("in", UInt32.self)),
                    range: ID(try scanner.required("range", UInt32.self))))
        case "hole":
            unit.functions[id].holes.append(
                Hole(reason: try string(), range: ID(try scanner.required("range", UInt32.self))))
        default: try parseInBlock(word)
        }
    }

    private mutating func local() throws -> Local {
        Local(
            kind: try scanner.word(of: Local.Kind.self, "kind of local"), name: try string(),
            type: try type(), typeSpelling: try string(), position: try position(),
            isVolatile: scanner.take("volatile"))
    }

    // MARK: Blocks

    private mutating func parseBlockStart() throws {
        let start = try scanner.required("from", UInt32.self)
        var unwind = OptionalID<BlockTag>.none
        if scanner.take("unwind") { unwind = OptionalID(try block()) }
        unit.functions[currentID].blocks.append(
            Block(
                start: start, end: start, terminator: .unreachable,
                terminatorRange: RangeID(UInt32(0)), terminatorStatement: StatementID(UInt32(0)),
                unwind: unwind))
    }

    private mutating func parseInBlock(_ word: String) throws {
        guard let last = unit.functions[currentID].blocks.ids.reversed().first else {
            throw scanner.error("'\(word)' is in no block")
        }
        if word.first == "v", UInt32(word.dropFirst()) != nil {
            unit.functions[currentID].instructions.append(try instruction())
            unit.functions[currentID].blocks[last].end += 1
            return
        }
        let terminator = try terminator(word)
        let range: UInt32 = try scanner.named("range") ?? 0
        let statement: UInt32 = try scanner.named("statement") ?? 0
        unit.functions[currentID].blocks[last].terminator = terminator
        unit.functions[currentID].blocks[last].terminatorRange = RangeID(range)
        unit.functions[currentID].blocks[last].terminatorStatement = StatementID(statement)
    }

    private mutating func instruction() throws -> Instruction {
        let opcode = try scanner.word(of: Opcode.self, "opcode")
        let detail = try detail(of: opcode)
        var instruction = Instruction(
            opcode, detail: detail, type: try type(), range: RangeID(UInt32(0)),
            statement: StatementID(UInt32(0)))
        if isAtOperand { instruction.a = try operand() }
        if isAtOperand { instruction.b = try operand() }
        if scanner.take("at") { instruction.place = OptionalID(try placeID()) }
        if scanner.isReference("x") { instruction.extra = try scanner.reference("x") }
        while let word = scanner.peek(), let bit = Words.bit(word, Words.instructionFlags) {
            guard let flag = UInt16(exactly: bit) else {
                throw scanner.error("'\(word)' is no flag")
            }
            instruction.flags.rawValue |= flag
            _ = try scanner.word()
        }
        if let range = try scanner.named("range", UInt32.self) {
            instruction.range = RangeID(range)
        }
        if let statement = try scanner.named("statement", UInt32.self) {
            instruction.statement = StatementID(statement)
        }
        return instruction
    }

    private mutating func detail(of opcode: Opcode) throws -> UInt8 {
        if let word = scanner.peek(), let words = Words.details(of: opcode),
            let position = words.firstIndex(of: word)
        {
            _ = try scanner.word()
            return UInt8(position)
        }
        return try scanner.named("detail") ?? 0
    }

    private mutating func terminator(_ word: String) throws -> Terminator {
        switch word {
        case "jump": return .jump(try block())
        case "branch": return .branch(try operand(), try block(), try block())
        case "switch":
            return .switch(try operand(), cases: try scanner.slice(), otherwise: try block())
        case "indirectJump": return .indirectJump(try operand(), targets: try scanner.slice())
        case "return": return .return(try operand())
        case "throw": return .throw(try operand())
        case "resume": return .resume(try operand())
        case "unreachable": return .unreachable
        default: throw scanner.error("'\(word)' starts no line of a function")
        }
    }

    // MARK: Tables

    private mutating func constant() throws -> Constant {
        let word = try scanner.word()
        switch word {
        case "function": return .function(try symbol())
        case "global": return .global(try symbol())
        case "label": return .label(try block())
        default: break
        }
        let type = try type()
        switch word {
        case "integer": return .integer(try scanner.number(), type)
        case "floating": return .floating(try scanner.number(), type)
        case "memberOffset": return .memberOffset(try scanner.number(), type)
        case "null": return .null(type)
        case "undefined": return .undefined(type)
        case "string": return .string(try string(), type: type, macro: try string())
        case "memberFunction": return .memberFunction(try symbol(), type)
        default: throw scanner.error("'\(word)' is no kind of constant")
        }
    }

    private mutating func place() throws -> Place {
        let root: PlaceRoot
        if scanner.isReference("l") {
            root = .local(ID(try scanner.reference("l")))
        } else if scanner.isReference("@") {
            root = .global(try symbol())
        } else if scanner.take("result") {
            root = .result
        } else {
            try scanner.expect("pointer")
            root = .pointer(try operand())
        }
        return Place(
            root: root, rootType: try type(), projections: try scanner.slice(), type: try type())
    }

    private mutating func projection() throws -> Projection {
        let word = try scanner.word()
        switch word {
        case "field": return .field(try record(), try scanner.number())
        case "base": return .base(try record(), try scanner.number())
        case "index": return .index(try operand())
        case "bytes": return .bytes(offset: try scanner.number(), type: try type())
        default: throw scanner.error("'\(word)' is no step")
        }
    }

    private mutating func call() throws -> Call {
        let word = try scanner.word()
        let callee: Callee
        switch word {
        case "direct": callee = .direct(try symbol())
        case "virtual": callee = .virtual(try symbol())
        case "indirect": callee = .indirect(try operand())
        default: throw scanner.error("'\(word)' is no kind of call")
        }
        var call = Call(
            callee: callee, arguments: try scanner.slice(), result: .none, type: try type())
        if scanner.take("to") { call.result = OptionalID(try placeID()) }
        while let word = scanner.peek(), let bit = Words.bit(word, Words.callFlags) {
            guard let flag = UInt8(exactly: bit) else {
                throw scanner.error("'\(word)' is no flag")
            }
            call.flags.rawValue |= flag
            _ = try scanner.word()
        }
        return call
    }

    private mutating func assembly() throws -> Assembly {
        var assembly = Assembly(
            template: try string(), outputs: [], inputs: [], constraints: [],
            clobbersMemory: scanner.take("memory"))
        try scanner.expect("outputs")
        while scanner.isReference("p") { assembly.outputs.append(try placeID()) }
        try scanner.expect("inputs")
        while isAtOperand { assembly.inputs.append(try operand()) }
        try scanner.expect("constraints")
        while scanner.isAtString { assembly.constraints.append(try string()) }
        try scanner.expect("targets")
        while !scanner.isAtEnd { assembly.targets.append(try block()) }
        return assembly
    }

    private mutating func sourceRange() throws -> SourceRange {
        SourceRange(
            begin: try position(), end: try position(), spelling: try position(),
            macro: try string())
    }

    // MARK: Parts

    private mutating func block() throws -> BlockID { BlockID(try scanner.reference("b")) }

    private mutating func placeID() throws -> PlaceID { PlaceID(try scanner.reference("p")) }

    private var isAtOperand: Bool {
        scanner.peek() == "-" || scanner.isReference("v") || scanner.isReference("c")
            || scanner.isReference("p")
    }

    private mutating func operand() throws -> Operand {
        if scanner.take("-") { return .none }
        let word = try scanner.word()
        guard let kind = word.first, let raw = UInt32(word.dropFirst()), raw >> 30 == 0 else {
            throw scanner.error("'\(word)' is no operand")
        }
        switch kind {
        case "v": return .value(InstructionID(raw))
        case "c": return .constant(ConstantID(raw))
        case "p": return .place(PlaceID(raw))
        default: throw scanner.error("'\(word)' is no operand")
        }
    }
}
