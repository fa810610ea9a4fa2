import MidasBase
import MidasDictionary
import MidasIR

/// How pointers go through a function, seen from a caller, without points-to: a rough picture that
/// decides which functions are worth an instance for every call.
struct FlowShape {
    /// The result is always new memory, or null.
    var isFresh = false
    /// Parameters from which the result, or what it points to, comes.
    var returned: UInt64 = 0
    /// A value from one parameter is stored in what another one points to.
    var storesIntoParameter = false

    /// What a parameter points to is read or written.
    var touchesPointees = false

    /// Whether one instance for all callers would join the memory that they keep apart.
    var mixesCallers: Bool { isFresh || returned != 0 || storesIntoParameter }
    /// Whether one instance for all callers would join the values of what they hand in.
    var mixesValues: Bool { mixesCallers || touchesPointees }
}

/// Finds the shapes of all functions, callees first.
struct FlowShapes {
    let program: Program
    let models: ExternalModels
    private(set) var shapes: [FlowShape]
    /// By function: is in a cycle of direct calls.
    private(set) var isRecursive: [Bool]

    init(_ program: Program, _ models: ExternalModels) {
        self.program = program
        self.models = models
        shapes = Array(repeating: FlowShape(), count: program.functions.count)
        isRecursive = Array(repeating: false, count: program.functions.count)
        let calls = directCalls()
        let components = StronglyConnectedComponents(of: calls)
        for members in components.members {
            for member in members {
                let id = FunctionID(member)
                isRecursive[id.index] = members.count > 1 || callsItself(id)
                var reader = ShapeReader(program.functions[id], self)
                shapes[Int(member)] = reader.read()
            }
        }
    }

    private func callsItself(_ id: FunctionID) -> Bool {
        let symbol = program.functions[id].symbol
        return program.functions[id].calls.elements.contains { call in
            if case .direct(let callee) = call.callee { callee == symbol } else { false }
        }
    }

    /// Who calls whom by name, without what the dictionary stands for.
    func directCalls() -> Graph {
        var edges: [(from: UInt32, to: UInt32)] = []
        for id in program.functions.ids {
            for call in program.functions[id].calls.elements {
                guard case .direct(let symbol) = call.callee, let callee = body(of: symbol) else {
                    continue
                }
                edges.append((id.raw, callee.raw))
            }
        }
        return Graph(nodeCount: program.functions.count, edges: edges)
    }

    /// The body that a call of a symbol runs; nil where the dictionary's model is used.
    func body(of symbol: SymbolID) -> FunctionID? {
        models.arePreferred(for: symbol, program) ? nil : program.body(of: symbol)
    }

    /// The shape of what a call calls.
    func shape(of symbol: SymbolID) -> FlowShape {
        if let body = body(of: symbol) { return shapes[body.index] }
        var shape = FlowShape()
        guard let model = models[symbol] else { return shape }
        shape.isFresh = model.allocations.contains { $0.pointer == .result }
        for flow in model.flows where flow.kind == .copy {
            guard case .argument(let from) = flow.origin.root, from < 60 else { continue }
            if flow.target.root == .result { shape.returned |= 1 << UInt64(from) }
            if case .argument(let to) = flow.target.root, to != from {
                shape.storesIntoParameter = true
            }
        }
        return shape
    }
}

/// Reads one body. Bit `n` stands for parameter `n`, the last two for new memory and anything else.
private struct ShapeReader {
    static let fresh: UInt64 = 1 << 62
    static let other: UInt64 = 1 << 63
    static let parameters: UInt64 = (1 << 62) - 1

    let function: Function
    let shapes: FlowShapes
    private var values: [UInt64]
    private var locals: [UInt64]
    private var shape = FlowShape()

    init(_ function: Function, _ shapes: FlowShapes) {
        self.function = function
        self.shapes = shapes
        values = Array(repeating: 0, count: function.instructions.count)
        locals = Array(repeating: 0, count: function.locals.count)
        for index in 0..<min(Int(function.parameterCount), 62) { locals[index] = 1 << index }
    }

    mutating func read() -> FlowShape {
        for _ in 0..<2 {
            for id in function.instructions.ids { read(id) }
        }
        var returned: UInt64 = 0
        var returnsPointer = false
        for block in function.blocks.elements {
            guard case .return(let operand) = block.terminator, !operand.isNone else { continue }
            returned |= origin(operand)
            returnsPointer = shapes.program.types.mayBePointer(function.resultType)
        }
        if returnsPointer && !shapes.program.types.isAggregate(function.resultType) {
            shape.returned = returned & Self.parameters
            shape.isFresh =
                returned & Self.fresh != 0 && returned & (Self.other | Self.parameters) == 0
        }
        return shape
    }

    private func origin(_ operand: Operand) -> UInt64 {
        switch operand.kind {
        case .none: 0
        case .value: values[Int(operand.payload)]
        case .constant:
            switch function.constants[ConstantID(operand.payload)] {
            case .function, .global, .string, .memberFunction: Self.other
            default: 0
            }
        case .place: root(PlaceID(operand.payload))
        }
    }

    private func root(_ place: PlaceID) -> UInt64 {
        switch function.places[place].root {
        case .local(let local): locals[local.index]
        case .pointer(let operand): origin(operand)
        case .global: Self.other
        case .result: 0
        }
    }

    private mutating func read(_ id: InstructionID) {
        let step = function.instructions[id]
        noteTouch(step)
        switch step.opcode {
        case .load, .atomicLoad:
            guard shapes.program.types.mayBePointer(step.type) else { return }
            values[id.index] = step.place.id.map(root) ?? 0
        case .addressOf:
            guard let place = step.place.id else { return }
            if case .local = function.places[place].root {
                values[id.index] = Self.other
            } else {
                values[id.index] = root(place)
            }
        case .cast, .pointerAdd: values[id.index] = origin(step.a)
        case .store, .atomicStore: store(origin(step.a), at: step.place.id)
        case .copy: store(root(PlaceID(step.extra)), at: step.place.id)
        case .call: readCall(id, CallID(step.extra))
        case .stackAllocate, .variadicArgument, .landingPad, .unknown, .atomicUpdate:
            values[id.index] = Self.other
        default: break
        }
    }

    /// Instructions that read or write memory behind a parameter; calls that are handed it count too.
    private mutating func noteTouch(_ step: Instruction) {
        if step.opcode == .call {
            let arguments = function.arguments(of: CallID(step.extra))
            if arguments.contains(where: { origin($0) & Self.parameters != 0 }) {
                shape.touchesPointees = true
            }
            return
        }
        guard step.opcode != .addressOf, let place = step.place.id,
            case .pointer(let operand) = function.places[place].root
        else { return }
        if origin(operand) & Self.parameters != 0 { shape.touchesPointees = true }
    }

    private mutating func store(_ value: UInt64, at place: PlaceID?) {
        guard let place, value != 0 else { return }
        switch function.places[place].root {
        case .local(let local): locals[local.index] |= value
        case .pointer(let operand):
            let into = origin(operand) & Self.parameters
            if into != 0 && value & Self.parameters & ~into != 0 {
                shape.storesIntoParameter = true
            }
        case .global, .result: break
        }
    }

    private mutating func readCall(_ id: InstructionID, _ callID: CallID) {
        let call = function.calls[callID]
        let arguments = function.arguments(of: callID).map { origin($0) }
        guard case .direct(let symbol) = call.callee else {
            values[id.index] = Self.other
            return
        }
        let callee = shapes.shape(of: symbol)
        var result: UInt64 = 0
        if callee.isFresh { result |= Self.fresh }
        for (index, argument) in arguments.enumerated()
        where index < 62 && callee.returned & (1 << UInt64(index)) != 0 {
            result |= argument
        }
        if result == 0 { result = Self.other }
        values[id.index] = result
        if callee.storesIntoParameter {
            let given = arguments.map { $0 & Self.parameters }.filter { $0 != 0 }
            if Set(given).count > 1 { shape.storesIntoParameter = true }
        }
    }
}
