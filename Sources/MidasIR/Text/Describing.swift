import MidasBase

/// Short C-like descriptions of types, places and operands for people. The parser skips them.
struct Describing {
    let unit: Unit

    func type(_ id: TypeID, depth: Int = 0) -> String {
        guard id.index < unit.types.entries.count, depth < 6 else { return "…" }
        let inner = { (type: TypeID) in self.type(type, depth: depth + 1) }
        return switch unit.types[id] {
        case .void: "void"
        case .bool: "bool"
        case .integer(let bits, let signed): (signed ? "i" : "u") + String(bits)
        case .enumeration(let name, let underlying): "enum \(text(name)):\(inner(underlying))"
        case .floating(let kind): String(describing: kind)
        case .complex(let kind): "complex \(kind)"
        case .pointer(let type): inner(type) + "*"
        case .reference(let type, let rvalue): inner(type) + (rvalue ? "&&" : "&")
        case .memberPointer(let record, let pointee):
            "\(inner(pointee)) \(self.record(record))::*"
        case .array(let element, let count): "\(inner(element))[\(count)]"
        case .incompleteArray(let element): "\(inner(element))[]"
        case .vector(let element, let count): "\(inner(element))<\(count)>"
        case .record(let record): self.record(record)
        case .function(let function): self.function(function, depth: depth)
        case .atomic(let type): "atomic \(inner(type))"
        case .nullPointer: "nullptr_t"
        case .opaque(let name): text(name)
        }
    }

    private func function(_ id: FunctionTypeID, depth: Int) -> String {
        guard id.index < unit.types.functionTypes.count else { return "…" }
        let function = unit.types.functionTypes[id]
        var parameters = function.parameters.map { type($0, depth: depth + 1) }
        if function.isVariadic { parameters.append("...") }
        return type(function.result, depth: depth + 1) + "(" + parameters.joined(separator: ", ")
            + ")"
    }

    func record(_ id: RecordID) -> String {
        guard id.index < unit.types.records.count else { return "…" }
        let name = text(unit.types.records[id].name)
        return name.isEmpty ? "unnamed" : name
    }

    func symbol(_ id: SymbolID) -> String {
        guard id.index < unit.symbols.count else { return "…" }
        return text(unit.symbols[id].qualifiedName)
    }

    func text(_ id: StringID) -> String {
        id.index < unit.strings.count ? unit.strings[id] : "…"
    }

    func position(_ position: SourcePosition) -> String {
        guard !position.isNone, position.file.index < unit.files.count else { return "" }
        return "\(text(unit.files[position.file].path)):\(position.line):\(position.column)"
    }
}

/// The same inside a function.
struct DescribingFunction {
    let describing: Describing
    let function: Function

    func operand(_ operand: Operand, depth: Int = 0) -> String {
        switch operand.kind {
        case .none: return "-"
        case .constant: return constant(ConstantID(operand.payload))
        case .place: return place(PlaceID(operand.payload), depth: depth + 1)
        case .value:
            let id = InstructionID(operand.payload)
            guard depth < 4, id.index < function.instructions.count else { return "v\(id.raw)" }
            let instruction = function.instructions[id]
            guard instruction.opcode == .load, let source = instruction.place.id else {
                return "v\(id.raw)"
            }
            return place(source, depth: depth + 1)
        }
    }

    func constant(_ id: ConstantID) -> String {
        guard id.index < function.constants.count else { return "c\(id.raw)" }
        return switch function.constants[id] {
        case .integer(let bits, let type): integer(bits, type)
        case .floating(let bits, _): Double(bitPattern: bits).description
        case .null: "null"
        case .string(let text, _, _): describing.unitQuote(text)
        case .function(let symbol): describing.symbol(symbol)
        case .global(let symbol): "&" + describing.symbol(symbol)
        case .label(let block): "&&b\(block.raw)"
        case .memberOffset(let offset, _): "member+\(offset)"
        case .memberFunction(let symbol, _): "&" + describing.symbol(symbol)
        case .undefined: "undefined"
        }
    }

    private func integer(_ bits: UInt64, _ type: TypeID) -> String {
        guard type.index < describing.unit.types.entries.count,
            describing.unit.types.integer(type)?.signed == false
        else { return String(Int64(bitPattern: bits)) }
        return String(bits)
    }

    func local(_ id: LocalID) -> String {
        guard id.index < function.locals.count else { return "l\(id.raw)" }
        let name = describing.text(function.locals[id].name)
        return name.isEmpty ? "l\(id.raw)" : name
    }

    func place(_ id: PlaceID, depth: Int = 0) -> String {
        guard id.index < function.places.count, depth < 4 else { return "p\(id.raw)" }
        let place = function.places[id]
        var text: String
        var isPointee = false
        switch place.root {
        case .local(let local): text = self.local(local)
        case .global(let symbol): text = describing.symbol(symbol)
        case .result: text = "result"
        case .pointer(let pointer):
            text = operand(pointer, depth: depth + 1)
            isPointee = true
        }
        let steps = place.projections.range
        guard steps.upperBound <= function.projections.count else { return "p\(id.raw)" }
        if isPointee, steps.isEmpty { return "*" + text }
        for step in function.projections[steps] {
            append(step, to: &text, isPointee: isPointee, depth: depth)
            isPointee = false
        }
        return text
    }

    private func append(
        _ step: Projection, to text: inout String, isPointee: Bool, depth: Int
    ) {
        switch step {
        case .field(let record, let position):
            let fields =
                record.index < describing.unit.types.records.count
                ? describing.unit.types.records[record].fields : []
            let known = Int(position) < fields.count
            let name = known ? describing.text(fields[Int(position)].name) : ""
            text += (isPointee ? "->" : ".") + (name.isEmpty ? "#\(position)" : name)
        case .index(let index):
            text = (isPointee ? "(*\(text))" : text) + "[\(operand(index, depth: depth + 1))]"
        case .base(let record, let position):
            text += (isPointee ? "->" : ".") + describing.record(record) + "#\(position)"
        case .bytes(let offset, let type):
            text = (isPointee ? "(*\(text))" : text) + ".+\(offset):\(describing.type(type))"
        }
    }

    func call(_ id: CallID) -> String {
        guard id.index < function.calls.count else { return "k\(id.raw)" }
        let call = function.calls[id]
        let callee: String
        switch call.callee {
        case .direct(let symbol): callee = describing.symbol(symbol)
        case .virtual(let symbol): callee = "virtual " + describing.symbol(symbol)
        case .indirect(let operand): callee = "(*" + self.operand(operand) + ")"
        }
        guard call.arguments.range.upperBound <= function.operands.count else { return callee }
        let arguments = function.arguments(of: id).map { operand($0) }
        return callee + "(" + arguments.joined(separator: ", ") + ")"
    }
}

extension Describing {
    /// A string literal, cut where it is long.
    fileprivate func unitQuote(_ id: StringID) -> String {
        guard id.index < unit.strings.count else { return "…" }
        let whole = unit.strings.withBytes(id) { TextWriter.quote($0) }
        return whole.count <= 40 ? whole : whole.prefix(38) + "…\""
    }
}
