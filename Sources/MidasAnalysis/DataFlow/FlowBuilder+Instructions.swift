import MidasBase
import MidasDictionary
import MidasIR

extension FlowBuilder {
    /// The node of an operand, `.max` where nothing nondeterministic can reach it.
    func node(of operand: Operand) -> UInt32 {
        if let value = operand.value { return work.valueNodes[value.index] }
        guard !work.constantNodes.isEmpty, let constant = operand.constant else { return .max }
        return work.constantNodes[constant]?.raw ?? .max
    }

    func flowNode(of operand: Operand) -> FlowNodeID? {
        let node = node(of: operand)
        return node == .max ? nil : FlowNodeID(node)
    }

    func content(of operand: Operand) -> Content {
        if let value = operand.value { return work.valueContents[value.index] }
        guard let constant = operand.constant, let function = work.function else {
            return .version(0)
        }
        switch function.constants[constant] {
        case .integer(let bits, _): return .number(Int64(bitPattern: bits))
        case .null: return .number(0)
        default: return .constant(constant)
        }
    }

    mutating func makeNode(_ kind: FlowNodeKind, cell: CellID? = nil) -> FlowNodeID {
        flow.graph.add(kind, work.instance, work.instruction, cell: cell)
    }

    /// One step of the function, at the current versions of all variables.
    mutating func visit(_ id: InstructionID, _ function: Function) {
        let step = function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad: load(id, step, function)
        case .store, .atomicStore: store(step, function)
        case .copy: copy(step, function)
        case .zero, .initializeBytes: fill(step, function)
        case .variadicArgument: variadicArgument(id)
        case .unary, .cast, .pointerAdd, .pointerDifference, .binary, .compare,
            .stackAllocate, .landingPad, .catchMatches, .catchBegin, .typeInfo, .allocateException:
            compute(id, step, function)
        case .storageLive:
            guard let place = step.place.id else { return }
            for cell in context.cells(place, work.instance) { makeUndefined(cell) }
        case .atomicUpdate: atomicUpdate(id, step, function)
        case .compareExchange: compareExchange(id, step, function)
        case .call: call(id, function)
        case .unknown: unknown(id, step, function)
        case .assembly: assembly(id, step, function)
        case .variadicArgumentInto, .variadicCopy, .variadicStart, .guardAcquire, .guardRelease,
            .setDynamicType, .fence, .variadicEnd, .storageDead, .catchEnd, .hole:
            break
        case .addressOf: addressOf(id, step, function)
        }
    }

    /// A part of what a pointer leads to is as certain as the pointer.
    mutating func addressOf(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        if work.uses?.hashed.contains(place.index) ?? false { _ = storeAddress(place, function) }
        var indices: [FlowNodeID] = []
        let isEntry = !work.foundIndices.isEmpty && table(of: place) != nil
        for case .index(let operand) in function.projections(of: place) {
            guard let node = flowNode(of: operand) else { continue }
            if isEntry, isFoundIndex(operand), let number = table(of: place) {
                flow.graph.connect(node, noise(of: number), .value, .shared)
            } else {
                indices.append(node)
            }
        }
        var root: FlowNodeID?
        if case .pointer(let operand) = function.places[place].root {
            root = flowNode(of: operand)
        }
        if indices.isEmpty {
            work.valueNodes[id.index] = root?.raw ?? .max
            return
        }
        let node = makeNode(.value)
        flow.graph.connect(root, node)
        for index in indices { flow.graph.select(index, node) }
        work.valueNodes[id.index] = node.raw
    }

    mutating func makeUndefined(_ cell: CellID) {
        guard let variable = variable(cell) else { return }
        define(
            variable,
            Version(node: .max, content: .version(work.versions.count), isUndefined: true))
    }

    // MARK: Values

    mutating func compute(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let a = flowNode(of: step.a)
        var b = flowNode(of: step.b)
        if !work.foundIndices.isEmpty { noteFoundIndex(id, step, function, &b) }
        if isCounted(step.a) || isCounted(step.b) { work.counted.insert(id.index) }
        work.valueContents[id.index] = computedContent(id, step, function)
        if isCancelled(step) {
            guard a != nil || b != nil else { return }
            let node = makeNode(.value)
            flow.graph.touch(a, node)
            flow.graph.touch(b, node)
            work.valueNodes[id.index] = node.raw
            return
        }
        if let source = addressSource(id, step, function) {
            let node = makeNode(.source)
            flow.graph.connect(a, node)
            flow.graph.connect(b, node)
            addSource(
                node, source == .addressOrder ? .addressOrder : .addressValue, .expression(source))
            work.valueNodes[id.index] = node.raw
            return
        }
        if a != nil || b != nil {
            let isEnd = comparesPositions(step, function)
            if isEnd || testsKey(step, function) {
                let node = makeNode(.value)
                flow.graph.connect(a, node, order: .cleared)
                flow.graph.connect(b, node, order: .cleared)
                if isEnd {
                    work.iterations[id] = a ?? b
                } else {
                    work.keyTests[id] = step.detail == Comparison.equal.rawValue
                }
                work.valueNodes[id.index] = node.raw
                return
            }
        }
        switch (a, b) {
        case (nil, nil): break
        case (let only?, nil), (nil, let only?): work.valueNodes[id.index] = only.raw
        case (let first?, let second?):
            let node = makeNode(.value)
            flow.graph.connect(first, node)
            flow.graph.connect(second, node)
            work.valueNodes[id.index] = node.raw
        }
    }

    /// Follows an index that a search has found to the entry that it leads to.
    private mutating func noteFoundIndex(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ b: inout FlowNodeID?
    ) {
        if step.opcode == .cast, isFoundIndex(step.a) { work.foundIndices.insert(id.index) }
        guard step.opcode == .pointerAdd, isFoundIndex(step.b) else { return }
        let cells = context.pointees(.value(id), work.instance, function)
        guard let number = cells.first.flatMap({ tables.table($0) }),
            cells.allSatisfy({ tables.table($0) != nil })
        else { return }
        if let b { flow.graph.connect(b, noise(of: number), .value, .shared) }
        b = nil
    }

    /// `x & 0`, `x * 0`, `x - x`, `x ^ x`: the same whatever `x` is.
    func isCancelled(_ step: Instruction) -> Bool {
        guard step.opcode == .binary, let operation = BinaryOperator(rawValue: step.detail) else {
            return false
        }
        switch operation {
        case .and, .multiply:
            return canonical(content(of: step.a)).number == 0
                || canonical(content(of: step.b)).number == 0
        case .subtract, .xor:
            let a = canonical(content(of: step.a))
            return a.number == nil && a == canonical(content(of: step.b))
        default: return false
        }
    }

    func computedContent(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) -> Content {
        switch step.opcode {
        case .cast:
            guard
                step.detail == CastKind.integer.rawValue || step.detail == CastKind.pointer.rawValue
            else { return .value(id) }
            let size = context.program.types.size(step.type)
            return size >= sizeOfOperand(step.a, function) ? content(of: step.a) : .value(id)
        case .binary:
            let a = content(of: step.a)
            let b = content(of: step.b)
            if step.detail == BinaryOperator.add.rawValue {
                if let number = b.number { return a.plus(number) }
                if let number = a.number { return b.plus(number) }
            }
            if step.detail == BinaryOperator.subtract.rawValue, let number = b.number {
                return a.plus(0 &- number)
            }
            if isCancelled(step) { return .number(0) }
            return .value(id)
        default: return .value(id)
        }
    }

    func sizeOfOperand(_ operand: Operand, _ function: Function) -> UInt64 {
        if let value = operand.value {
            return context.program.types.size(function.instructions[value].type)
        }
        return 0
    }

    mutating func variadicArgument(_ id: InstructionID) {
        guard let cell = flow.variadicCells(context.facts)[work.instance] else { return }
        let node = makeNode(.load, cell: cell)
        flow.graph.connect(cellNode(cell), node, .value, .shared)
        work.valueNodes[id.index] = node.raw
    }

    mutating func unknown(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let operands = function.arguments(of: CallID(step.extra))
        let nodes = operands.compactMap { flowNode(of: $0) }
        guard !nodes.isEmpty else { return }
        let node = makeNode(.value)
        for origin in nodes { flow.graph.connect(origin, node, .likelyValue) }
        work.valueNodes[id.index] = node.raw
    }

    mutating func assembly(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let assembly = function.assemblies[AssemblyID(step.extra)]
        let node = makeNode(.value)
        for operand in assembly.inputs { flow.graph.connect(flowNode(of: operand), node) }
        for place in assembly.outputs { write(node, .unknown, to: place, function) }
        work.valueNodes[id.index] = node.raw
    }
}
