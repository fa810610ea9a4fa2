import MidasBase

/// Functions of the binary form.
extension UnitDecoder {
    mutating func functions() throws -> Arena<FunctionTag, Function> {
        let count = try reader.count()
        var functions = Array(repeating: Function(symbol: ID(0), resultType: ID(0)), count: count)
        for index in functions.indices { try read(&functions[index]) }
        return Arena(functions)
    }

    private mutating func read(_ function: inout Function) throws {
        function.symbol = try reader.id()
        function.parameterCount = try reader.word()
        function.resultType = try reader.id()
        function.range = try reader.id()
        for _ in 0..<(try reader.count()) { function.locals.append(try local()) }
        function.ranges = Arena(try ranges())
        function.instructions = Arena(try reader.list { try Self.instruction(&$0) })
        function.blocks = Arena(try blocks())
        function.places = Arena(try reader.list { try Self.place(&$0) })
        function.projections = try reader.list { try Self.projection(&$0) }
        function.calls = Arena(try reader.list { try Self.call(&$0) })
        function.operands = try reader.list { try $0.operand() }
        function.constants = Arena(try reader.list { try Self.constant(&$0) })
        function.switchCases = try reader.list {
            SwitchCase(low: try $0.number(), high: try $0.number(), target: try $0.id())
        }
        function.jumpTargets = try reader.list { try $0.id() }
        function.assemblies = Arena(try reader.list { try Self.assembly(&$0) })
        function.statements = Arena(
            try reader.list {
                Statement(kind: try $0.enumerator(), parent: try $0.id(), range: try $0.id())
            })
        function.holes = try reader.list { Hole(reason: try $0.id(), range: try $0.id()) }
    }

    private mutating func local() throws -> Local {
        var local = Local(
            kind: try reader.enumerator(), name: try reader.id(), type: try reader.id(),
            typeSpelling: try reader.id())
        local.isVolatile = try reader.flag()
        local.position = try position()
        return local
    }

    private mutating func ranges() throws -> [SourceRange] {
        let count = try reader.count()
        var ranges: [SourceRange] = []
        ranges.reserveCapacity(count)
        for _ in 0..<count {
            ranges.append(
                SourceRange(
                    begin: try position(), end: try position(), spelling: try position(),
                    macro: try reader.id()))
        }
        return ranges
    }

    @inline(__always)
    private static func instruction(_ reader: inout CompactReader) throws -> Instruction {
        let opcode: Opcode = try reader.enumerator()
        let detail = try reader.byte()
        let flags = try reader.halfWord()
        let type: TypeID = try reader.id()
        let a = try reader.operand()
        let b = try reader.operand()
        let place: OptionalID<PlaceTag> = try reader.optional()
        let extra = try reader.word()
        return Instruction(
            opcode, detail: detail, flags: Instruction.Flags(rawValue: flags), type: type, a: a,
            b: b, place: place, extra: extra, range: try reader.id(), statement: try reader.id())
    }

    private mutating func blocks() throws -> [Block] {
        var start: UInt32 = 0
        return try reader.list { reader in
            let (end, overflow) = start.addingReportingOverflow(try reader.word())
            guard !overflow else { throw reader.malformed }
            let range: RangeID = try reader.id()
            let statement: StatementID = try reader.id()
            let unwind: OptionalID<BlockTag> = try reader.optional()
            defer { start = end }
            return Block(
                start: start, end: end, terminator: try Self.terminator(&reader),
                terminatorRange: range, terminatorStatement: statement, unwind: unwind)
        }
    }

    private static func terminator(_ reader: inout CompactReader) throws -> Terminator {
        switch try reader.byte() {
        case 0: .jump(try reader.id())
        case 1: .branch(try reader.operand(), try reader.id(), try reader.id())
        case 2:
            .switch(
                try reader.operand(), cases: try reader.slice(), otherwise: try reader.id())
        case 3: .indirectJump(try reader.operand(), targets: try reader.slice())
        case 4: .return(try reader.operand())
        case 5: .throw(try reader.operand())
        case 6: .resume(try reader.operand())
        case 7: .unreachable
        default: throw reader.malformed
        }
    }

    private static func place(_ reader: inout CompactReader) throws -> Place {
        let root: PlaceRoot
        switch try reader.byte() {
        case 0: root = .local(try reader.id())
        case 1: root = .global(try reader.id())
        case 2: root = .pointer(try reader.operand())
        case 3: root = .result
        default: throw reader.malformed
        }
        return Place(
            root: root, rootType: try reader.id(), projections: try reader.slice(),
            type: try reader.id())
    }

    private static func projection(_ reader: inout CompactReader) throws -> Projection {
        switch try reader.byte() {
        case 0: .field(try reader.id(), try reader.word())
        case 1: .base(try reader.id(), try reader.word())
        case 2: .index(try reader.operand())
        case 3: .bytes(offset: try reader.word(), type: try reader.id())
        default: throw reader.malformed
        }
    }

    private static func call(_ reader: inout CompactReader) throws -> Call {
        let callee: Callee
        switch try reader.byte() {
        case 0: callee = .direct(try reader.id())
        case 1: callee = .virtual(try reader.id())
        case 2: callee = .indirect(try reader.operand())
        default: throw reader.malformed
        }
        let flags = Call.Flags(rawValue: try reader.byte())
        return Call(
            callee: callee, flags: flags, arguments: try reader.slice(),
            result: try reader.optional(), type: try reader.id())
    }

    private static func constant(_ reader: inout CompactReader) throws -> Constant {
        switch try reader.byte() {
        case 0: .integer(UInt64(bitPattern: try reader.signed()), try reader.id())
        case 1: .floating(try reader.fixed(), try reader.id())
        case 2: .null(try reader.id())
        case 3: .string(try reader.id(), type: try reader.id(), macro: try reader.id())
        case 4: .function(try reader.id())
        case 5: .global(try reader.id())
        case 6: .label(try reader.id())
        case 7: .memberOffset(try reader.number(), try reader.id())
        case 8: .memberFunction(try reader.id(), try reader.id())
        case 9: .undefined(try reader.id())
        default: throw reader.malformed
        }
    }

    private static func assembly(_ reader: inout CompactReader) throws -> Assembly {
        Assembly(
            template: try reader.id(), outputs: try reader.list { try $0.id() },
            inputs: try reader.list { try $0.operand() },
            constraints: try reader.list { try $0.id() }, clobbersMemory: try reader.flag(),
            targets: try reader.list { try $0.id() })
    }
}

extension CompactReader {
    @inline(__always)
    fileprivate mutating func operand() throws(CompactReaderError) -> Operand {
        let value = try number()
        guard value >> 32 == 0 else { throw malformed }
        return Operand(raw: UInt32(value & 3) << 30 | UInt32(value >> 2))
    }
}
