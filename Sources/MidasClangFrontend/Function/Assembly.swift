import CLibClang
import MidasBase
import MidasIR

/// GNU inline assembly: a named instruction with its operands.
extension FunctionLowering {
    func assemblyStatement(_ cursor: CXCursor) {
        let operands =
            cx_has_Cursor_getGCCAssemblyTemplate() != 0
            ? describedOperands(cursor) : writtenOperands(cursor)
        var outputs: [PlaceID] = []
        var inputs: [Operand] = []
        for operand in operands.outputs { outputs.append(place(operand)) }
        for operand in operands.inputs {
            let details = unit.details(of: operand)
            inputs.append(
                types.isAggregate(details.id) ? .place(place(operand)) : value(operand))
        }
        here(cursor)
        let targets = cursors.children(of: cursor).filter { $0.kind == .labelRef }.compactMap {
            child -> BlockID? in
            let target = child.referenced
            return target.kind == .labelStmt ? labelBlock(target.nodeKey) : nil
        }
        let assembly = builder.function.assemblies.append(
            Assembly(
                template: operands.template, outputs: outputs, inputs: inputs,
                constraints: operands.constraints, clobbersMemory: operands.clobbersMemory,
                targets: targets))
        builder.emit(.assembly, flags: .isVolatile, type: unit.void, extra: assembly.raw)
    }

    private struct Operands {
        var template = StringTable.empty
        var outputs: [CXCursor] = []
        var inputs: [CXCursor] = []
        var constraints: [StringID] = []
        var clobbersMemory = false
    }

    /// As libclang 21 and later describe them.
    private func describedOperands(_ cursor: CXCursor) -> Operands {
        var operands = Operands()
        operands.template = unit.intern(cx_Cursor_getGCCAssemblyTemplate(cursor))
        for index in 0..<cx_Cursor_getGCCAssemblyNumOutputs(cursor) {
            var constraint = CXString()
            var expression = cx_getNullCursor()
            _ = cx_Cursor_getGCCAssemblyOutput(cursor, index, &constraint, &expression)
            operands.constraints.append(unit.intern(constraint))
            operands.outputs.append(expression)
        }
        for index in 0..<cx_Cursor_getGCCAssemblyNumInputs(cursor) {
            var constraint = CXString()
            var expression = cx_getNullCursor()
            _ = cx_Cursor_getGCCAssemblyInput(cursor, index, &constraint, &expression)
            operands.constraints.append(unit.intern(constraint))
            operands.inputs.append(expression)
        }
        for index in 0..<cx_Cursor_getGCCAssemblyNumClobbers(cursor) {
            let clobber = LibClang.text(disposing: cx_Cursor_getGCCAssemblyClobber(cursor, index))
            if clobber == "memory" { operands.clobbersMemory = true }
        }
        return operands
    }

    /// Older libraries show the operands alone: the text tells how many are written.
    private func writtenOperands(_ cursor: CXCursor) -> Operands {
        var operands = Operands()
        let expressions = expressionChildren(cursor).filter { $0.kind != .stringLiteral }
        let text = AssemblyText(unit.spelledText(cx_getCursorExtent(cursor)))
        operands.template = unit.unit.strings.intern(text.template)
        operands.clobbersMemory = text.clobbersMemory
        let count = min(text.outputCount, expressions.count)
        operands.outputs = Array(expressions.prefix(count))
        operands.inputs = Array(expressions.dropFirst(count))
        return operands
    }
}

/// What the text of an `asm` statement says of its operands.
struct AssemblyText {
    private(set) var template: [UInt8] = []
    private(set) var outputCount = 0
    private(set) var clobbersMemory = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let quote = UInt8(ascii: "\"")
        if let open = text.firstIndex(of: quote) {
            template = Array(text[(open + 1)...].prefix { $0 != quote })
        }
        clobbersMemory = String(decoding: text, as: UTF8.self).contains("\"memory\"")
        var scanner = CodeScanner(text)
        var depth = 0
        var section = 0
        var hasOperand = false
        while let byte = scanner.next(), section < 2 {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["):
                depth += 1
                if depth == 2 { hasOperand = true }
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1:
                if section == 1 && hasOperand { outputCount += 1 }
                section += 1
                hasOperand = false
            case UInt8(ascii: ",") where depth == 1:
                if section == 1 && hasOperand { outputCount += 1 }
                hasOperand = false
            default: break
            }
            if depth == 0 && section == 1 && byte == UInt8(ascii: ")") {
                if hasOperand { outputCount += 1 }
                section = 2
            }
        }
    }
}
