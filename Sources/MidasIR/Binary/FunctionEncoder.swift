import MidasBase

/// Functions of the binary form.
extension UnitEncoder {
    mutating func encode(_ function: Function) {
        writer.id(function.symbol)
        writer.number(function.parameterCount)
        writer.id(function.resultType)
        writer.id(function.range)
        encodeAll(function.locals.elements) { $0.encode($1) }
        encodeAll(function.ranges.elements) { $0.encode($1) }
        writer.list(function.instructions.elements) { Self.encode($1, &$0) }
        writer.list(function.blocks.elements) { Self.encode($1, &$0) }
        writer.list(function.places.elements) { Self.encode($1, &$0) }
        writer.list(function.projections) { Self.encode($1, &$0) }
        writer.list(function.calls.elements) { Self.encode($1, &$0) }
        writer.list(function.operands) { $0.operand($1) }
        writer.list(function.constants.elements) { Self.encode($1, &$0) }
        writer.list(function.switchCases) {
            $0.number($1.low)
            $0.number($1.high)
            $0.id($1.target)
        }
        writer.list(function.jumpTargets) { $0.id($1) }
        writer.list(function.assemblies.elements) { Self.encode($1, &$0) }
        writer.list(function.statements.elements) {
            $0.enumerator($1.kind)
            $0.id($1.parent)
            $0.id($1.range)
        }
        writer.list(function.holes) {
            $0.id($1.reason)
            $0.id($1.range)
        }
    }

    private mutating func encode(_ local: Local) {
        writer.enumerator(local.kind)
        writer.id(local.name)
        writer.id(local.type)
        writer.id(local.typeSpelling)
        writer.flag(local.isVolatile)
        encode(local.position)
    }

    private mutating func encode(_ range: SourceRange) {
        encode(range.begin)
        encode(range.end)
        encode(range.spelling)
        writer.id(range.macro)
    }

    private static func encode(_ instruction: Instruction, _ writer: inout CompactWriter) {
        writer.enumerator(instruction.opcode)
        writer.bytes.append(instruction.detail)
        writer.number(instruction.flags.rawValue)
        writer.id(instruction.type)
        writer.operand(instruction.a)
        writer.operand(instruction.b)
        writer.optional(instruction.place)
        writer.number(instruction.extra)
        writer.id(instruction.range)
        writer.id(instruction.statement)
    }

    /// Blocks follow one another: their lengths say where they start.
    private static func encode(_ block: Block, _ writer: inout CompactWriter) {
        writer.number(block.end &- block.start)
        writer.id(block.terminatorRange)
        writer.id(block.terminatorStatement)
        writer.optional(block.unwind)
        switch block.terminator {
        case .jump(let target):
            writer.bytes.append(0)
            writer.id(target)
        case .branch(let condition, let first, let second):
            writer.bytes.append(1)
            writer.operand(condition)
            writer.id(first)
            writer.id(second)
        case .switch(let value, let cases, let otherwise):
            writer.bytes.append(2)
            writer.operand(value)
            writer.slice(cases)
            writer.id(otherwise)
        case .indirectJump(let value, let targets):
            writer.bytes.append(3)
            writer.operand(value)
            writer.slice(targets)
        case .return(let value):
            writer.bytes.append(4)
            writer.operand(value)
        case .throw(let value):
            writer.bytes.append(5)
            writer.operand(value)
        case .resume(let value):
            writer.bytes.append(6)
            writer.operand(value)
        case .unreachable: writer.bytes.append(7)
        }
    }

    private static func encode(_ place: Place, _ writer: inout CompactWriter) {
        switch place.root {
        case .local(let local):
            writer.bytes.append(0)
            writer.id(local)
        case .global(let symbol):
            writer.bytes.append(1)
            writer.id(symbol)
        case .pointer(let operand):
            writer.bytes.append(2)
            writer.operand(operand)
        case .result: writer.bytes.append(3)
        }
        writer.id(place.rootType)
        writer.slice(place.projections)
        writer.id(place.type)
    }

    private static func encode(_ step: Projection, _ writer: inout CompactWriter) {
        switch step {
        case .field(let record, let position):
            writer.bytes.append(0)
            writer.id(record)
            writer.number(position)
        case .base(let record, let position):
            writer.bytes.append(1)
            writer.id(record)
            writer.number(position)
        case .index(let operand):
            writer.bytes.append(2)
            writer.operand(operand)
        case .bytes(let offset, let type):
            writer.bytes.append(3)
            writer.number(offset)
            writer.id(type)
        }
    }

    private static func encode(_ call: Call, _ writer: inout CompactWriter) {
        switch call.callee {
        case .direct(let symbol):
            writer.bytes.append(0)
            writer.id(symbol)
        case .virtual(let symbol):
            writer.bytes.append(1)
            writer.id(symbol)
        case .indirect(let operand):
            writer.bytes.append(2)
            writer.operand(operand)
        }
        writer.bytes.append(call.flags.rawValue)
        writer.slice(call.arguments)
        writer.optional(call.result)
        writer.id(call.type)
    }

    private static func encode(_ constant: Constant, _ writer: inout CompactWriter) {
        switch constant {
        case .integer(let bits, let type):
            writer.bytes.append(0)
            writer.signed(Int64(bitPattern: bits))
            writer.id(type)
        case .floating(let bits, let type):
            writer.bytes.append(1)
            writer.fixed(bits)
            writer.id(type)
        case .null(let type):
            writer.bytes.append(2)
            writer.id(type)
        case .string(let text, let type, let macro):
            writer.bytes.append(3)
            writer.id(text)
            writer.id(type)
            writer.id(macro)
        case .function(let symbol):
            writer.bytes.append(4)
            writer.id(symbol)
        case .global(let symbol):
            writer.bytes.append(5)
            writer.id(symbol)
        case .label(let block):
            writer.bytes.append(6)
            writer.id(block)
        case .memberOffset(let offset, let type):
            writer.bytes.append(7)
            writer.number(offset)
            writer.id(type)
        case .memberFunction(let symbol, let type):
            writer.bytes.append(8)
            writer.id(symbol)
            writer.id(type)
        case .undefined(let type):
            writer.bytes.append(9)
            writer.id(type)
        }
    }

    private static func encode(_ assembly: Assembly, _ writer: inout CompactWriter) {
        writer.id(assembly.template)
        writer.list(assembly.outputs) { $0.id($1) }
        writer.list(assembly.inputs) { $0.operand($1) }
        writer.list(assembly.constraints) { $0.id($1) }
        writer.flag(assembly.clobbersMemory)
        writer.list(assembly.targets) { $0.id($1) }
    }
}

extension CompactWriter {
    /// The kind in the lowest bits: 0 for none.
    fileprivate mutating func operand(_ operand: Operand) {
        number(UInt64(operand.payload) << 2 | UInt64(operand.raw >> 30))
    }
}
