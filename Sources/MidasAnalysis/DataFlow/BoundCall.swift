import MidasBase
import MidasDictionary
import MidasIR

/// A call of a function outside the tree, and what the paths of its model mean there.
struct BoundCall {
    let context: FlowContext
    let instance: InstanceID
    let instruction: InstructionID
    let function: Function
    let symbol: SymbolID
    let arguments: ArraySlice<Operand>
    private let hidden: Int

    init(
        _ context: FlowContext, _ instance: InstanceID, _ instruction: InstructionID,
        _ function: Function, _ symbol: SymbolID
    ) {
        self.context = context
        self.instance = instance
        self.instruction = instruction
        self.function = function
        self.symbol = symbol
        arguments = function.arguments(of: CallID(function.instructions[instruction].extra))
        hidden = context.program.symbols[symbol].flags.contains(.takesThis) ? 1 : 0
    }

    /// Where a path leads.
    enum Spot {
        case nothing
        case operands([Operand])
        /// What a format prints: values, and the text that pointers lead to.
        case printed([Operand], [CellID])
        /// Memory: `isWhole` where the path covers all of the cells.
        case cells([CellID], isWhole: Bool)
        case result
        case hidden(HiddenStateID)
        case errno
    }

    func argument(_ index: UInt8) -> Operand? {
        let position = arguments.startIndex + hidden + Int(index)
        return position < arguments.endIndex ? arguments[position] : nil
    }

    var explicitArguments: ArraySlice<Operand> { arguments.dropFirst(hidden) }

    /// - Parameter entries: which part of a container's entries its elements are.
    func spot(
        _ path: Path, _ spans: inout MemorySpans, entries: EntryPart = .whole
    ) -> Spot {
        switch path.part {
        case .elements, .order: return elements(path, entries, &spans)
        case .keys: return elements(path, .key, &spans)
        default: break
        }
        switch path.root {
        case .state(let id): return .hidden(id)
        case .errno: return .errno
        case .result, .value:
            if path.dereferences == 0, let place = callResult {
                return .cells(Array(context.cells(place, instance)), isWhole: path.part == .whole)
            }
            if path.dereferences == 0 && !isIndirectPart(path.part) { return .result }
            if let place = callResult {
                var deeper = path
                deeper.dereferences += 1
                return memory(behind: .place(place), deeper, &spans)
            }
            return memory(behind: .value(instruction), path, &spans)
        case .argument(let index):
            guard let operand = argument(index) else { return .nothing }
            if path.dereferences == 0 && !(path.part == .whole && isReference(index)) {
                if let place = operand.place {
                    return .cells(Array(context.cells(place, instance)), isWhole: false)
                }
                if !isIndirectPart(path.part) { return .operands([operand]) }
            }
            return memory(behind: operand, path, &spans)
        case .receiver:
            guard let operand = arguments.first else { return .nothing }
            var deeper = path
            deeper.dereferences += 1
            return memory(behind: operand, deeper, &spans)
        case .variadic, .arguments:
            let isVariadic = path.root == .variadic
            let all = Array(explicitArguments.dropFirst(isVariadic ? declaredParameters : 0))
            if path.dereferences == 0 && !isIndirectPart(path.part) {
                return .printed(all, all.flatMap { isPointer($0) ? texts($0) : [] })
            }
            var cells = BitSet()
            for operand in all where isPointer(operand) {
                if case .cells(let more, _) = memory(behind: operand, path, &spans) {
                    for cell in more { cells.insert(cell.index) }
                }
            }
            return .cells(cells.members.map { CellID($0) }, isWhole: false)
        }
    }

    /// Whether an argument is passed by reference: then it means what it refers to.
    func isReference(_ index: UInt8) -> Bool {
        guard let operand = argument(index), operand.place == nil else { return false }
        return context.program.types.passesReference(
            context.program.symbols[symbol].type, Int(index))
    }

    /// Where an aggregate result goes.
    var callResult: PlaceID? {
        function.calls[CallID(function.instructions[instruction].extra)].result.id
    }

    /// The first cells that a pointer leads to.
    private func texts(_ operand: Operand) -> [CellID] {
        context.pointees(operand, instance, function)
    }

    private var declaredParameters: Int {
        guard case .function(let id) = context.program.types[context.program.symbols[symbol].type]
        else { return 0 }
        return context.program.types.functionTypes[id].parameters.count
    }

    private func isIndirectPart(_ part: Path.Part) -> Bool {
        switch part {
        case .elements, .keys, .order, .reachable: true
        default: false
        }
    }

    func isPointer(_ operand: Operand) -> Bool {
        type(of: operand).map { context.program.types.isPointerLike($0) } ?? false
    }

    /// The static type of an operand, before conversions to what the callee takes.
    func type(of operand: Operand) -> TypeID? {
        if let constant = operand.constant {
            switch function.constants[constant] {
            case .integer(_, let type), .floating(_, let type), .null(let type),
                .string(_, let type, _), .undefined(let type):
                return type
            default: return nil
            }
        }
        return function.typeBeforeCasts(operand)
    }

    // MARK: Memory

    private func memory(
        behind operand: Operand, _ path: Path, _ spans: inout MemorySpans
    ) -> Spot {
        var pointers = pointees(operand)
        var pointee = type(of: operand).flatMap { context.program.types.element($0) }
        var depth = max(1, Int(path.dereferences))
        while depth > 1 {
            pointers = context.targets(of: pointers).members.map { CellID($0) }
            pointee = pointee.flatMap { context.program.types.element($0) }
            depth -= 1
        }
        var found = BitSet()
        var isWhole = pointers.count == 1
        for pointer in pointers {
            let (span, covers) = span(from: pointer, pointee, path, &spans)
            isWhole = isWhole && covers
            for cell in span { found.insert(Int(cell)) }
        }
        if path.part == .reachable { context.close(&found) }
        let cells = found.members.map { CellID($0) }
        // What a pointer of unknown target, or to a literal, points to has the pointer's own label.
        let hasData = cells.contains {
            MemoryRoles.isData(context.facts.objects[context.facts.cells[$0].object].kind)
        }
        if !hasData { return operand == .value(instruction) ? .result : .operands([operand]) }
        return .cells(cells, isWhole: isWhole)
    }

    /// What an argument points to. A union that C lets stand for any pointer in it (`sockaddr` of the
    /// socket calls) is passed by value: what it holds counts.
    private func pointees(_ operand: Operand) -> [CellID] {
        let cells = context.pointees(operand, instance, function)
        guard let place = operand.place,
            let record = context.program.types.record(
                function.places[place].type), context.program.types.records[record].kind == .union
        else { return cells }
        return Array(Set(cells.flatMap { context.facts.sets[context.facts.cellTargets[$0]] }))
            .sorted()
    }

    private func span(
        from cell: CellID, _ pointee: TypeID?, _ path: Path, _ spans: inout MemorySpans
    ) -> (Range<UInt32>, covers: Bool) {
        let onward = context.cellsOnward(from: cell)
        if let field = path.field {
            let name = context.program.strings.find(context.dictionary.fieldName(field))
            guard let name, let (offset, type) = spans.member(name, of: pointee) else {
                return (onward, false)
            }
            let width = spans.width(of: type)
            let span = spans.cells(from: cell, offset: offset, width: width)
            return (span, !isElement(span))
        }
        switch path.part {
        case .whole:
            guard let pointee, context.program.types.size(pointee) != TypeEntry.unknownSize else {
                return (onward, false)
            }
            let width = spans.width(of: pointee)
            let span = spans.cells(from: cell, offset: 0, width: width)
            return (span, !isElement(span) || spans.covers(span, from: cell, width: width))
        case .text: return (cell.raw..<cell.raw + 1, false)
        case .bytes(let size):
            guard let bytes = bytes(size) else {
                let bound = bounded(from: cell, by: pointee, &spans) ?? spans.widest(from: cell)
                return (bound ?? onward, false)
            }
            let width = Bits(bytes) * 8
            let span = spans.cells(from: cell, offset: 0, width: max(width, 8))
            return (span, spans.covers(span, from: cell, width: width))
        case .elements, .keys, .order, .reachable: return (onward, false)
        }
    }

    /// A pointer to a whole number, structure or the like that lies just there is not written behind
    /// its end, however many bytes are (ISO C, 6.5.6: no arithmetic past an object).
    private func bounded(
        from cell: CellID, by pointee: TypeID?, _ spans: inout MemorySpans
    ) -> Range<UInt32>? {
        guard let pointee, !context.facts.cells[cell].isElement,
            context.program.types.size(pointee) != TypeEntry.unknownSize
        else { return nil }
        let width = spans.width(of: pointee)
        guard width >= spans.extent(of: cell).width, width > 8 else { return nil }
        return spans.cells(from: cell, offset: 0, width: width)
    }

    private func isElement(_ span: Range<UInt32>) -> Bool {
        span.contains { context.facts.cells[CellID($0)].isElement }
    }

    /// A size that the call's arguments fix.
    func bytes(_ size: Size) -> Int64? {
        switch size {
        case .argument(let index): integer(index)
        case .product(let first, let second):
            if let a = integer(first), let b = integer(second) {
                a.multipliedReportingOverflow(by: b).partialValue
            } else {
                nil
            }
        case .result, .resultTimes, .unknown: nil
        }
    }

    func integer(_ index: UInt8) -> Int64? {
        argument(index).flatMap { function.constantInteger($0) }
    }
}

extension BoundCall {
    /// Whether a format that is a literal prints a pointer as such.
    func printsAddress(_ format: FormatString) -> Bool {
        guard format.style == .printf || format.style == .wprintf,
            let operand = argument(format.format), let text = function.literal(operand)
        else { return false }
        return context.program.strings.withBytes(text) { bytes in
            var index = 0
            while index < bytes.count {
                guard bytes[index] == UInt8(ascii: "%") else {
                    index += 1
                    continue
                }
                index += 1
                while index < bytes.count, Self.formatFlags.contains(bytes[index]) { index += 1 }
                if index < bytes.count, bytes[index] == UInt8(ascii: "p") { return true }
                index += 1
            }
            return false
        }
    }

    private static let formatFlags = Set("-+ #0123456789.*hlLqjzt".utf8)
}

extension Function {
    /// The number that an operand is, through conversions and arithmetic of constants
    /// (`sizeof name - 1`).
    func constantInteger(_ operand: Operand) -> Int64? {
        switch operand.kind {
        case .constant:
            switch constants[ConstantID(operand.payload)] {
            case .integer(let bits, _): return Int64(bitPattern: bits)
            case .null: return 0
            default: return nil
            }
        case .value:
            let step = instructions[InstructionID(operand.payload)]
            switch step.opcode {
            case .cast: return constantInteger(step.a)
            case .binary: return constantResult(of: step)
            default: return nil
            }
        case .none, .place: return nil
        }
    }

    /// Nil where it would wrap, or be negative: then the type would have to be asked.
    private func constantResult(of step: Instruction) -> Int64? {
        guard let a = constantInteger(step.a), let b = constantInteger(step.b), a >= 0, b >= 0,
            let operation = BinaryOperator(rawValue: step.detail)
        else { return nil }
        let (value, overflow): (Int64, Bool)
        switch operation {
        case .add: (value, overflow) = a.addingReportingOverflow(b)
        case .subtract: (value, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (value, overflow) = a.multipliedReportingOverflow(by: b)
        case .divide: (value, overflow) = a.dividedReportingOverflow(by: b)
        case .shiftLeft where b < 32: (value, overflow) = a.multipliedReportingOverflow(by: 1 << b)
        default: return nil
        }
        return overflow || value < 0 || value > Int64(Int32.max) ? nil : value
    }

    /// The literal that an operand points to.
    func literal(_ operand: Operand) -> StringID? {
        switch operand.kind {
        case .constant:
            if case .string(let text, _, _) = constants[ConstantID(operand.payload)] { return text }
            return nil
        case .value:
            let step = instructions[InstructionID(operand.payload)]
            return step.opcode == .cast ? literal(step.a) : nil
        case .none, .place: return nil
        }
    }
}
