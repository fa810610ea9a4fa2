import MidasBase
import MidasIR

/// For what the receiver of a call stands: the container that an operation works on. Calls with one
/// receiver may share an instance; what goes into one container still does not come out of another.
enum Receiver: Hashable {
    case field(RecordID, UInt32)
    case global(SymbolID)
    /// What an allocator makes.
    case type(TypeID)
}

/// Where a caller has the receiver from.
enum ReceiverOrigin {
    case known(Receiver)
    /// The caller's own receiver, handed on.
    case own
    /// Nothing that has a name beyond the call.
    case nameless
}

/// Receivers of the calls of a function.
struct Receivers {
    let function: Function
    let program: Program
    /// By local: the values stored in it, where there are at most two.
    private var stored: [LocalID: [Operand]] = [:]

    init(_ function: Function, _ program: Program) {
        self.function = function
        self.program = program
        for step in function.instructions.elements where step.opcode == .store {
            guard let place = step.place.id, function.places[place].projections.count == 0,
                case .local(let local) = function.places[place].root
            else { continue }
            stored[local, default: []].append(step.a)
        }
    }

    /// The first pointer that a function takes.
    static func parameter(of function: Function, _ types: TypeTable) -> Int? {
        (0..<Int(function.parameterCount)).first {
            types.isPointerLike(function.locals[LocalID($0)].type)
        }
    }

    func origin(of call: CallID, to callee: FunctionID) -> ReceiverOrigin {
        let types = program.types
        let arguments = function.arguments(of: call)
        guard let position = Self.parameter(of: program.functions[callee], types),
            let argument = arguments.dropFirst(position).first
        else { return .nameless }
        return origin(of: argument, depth: 0)
    }

    private func origin(of operand: Operand, depth: Int) -> ReceiverOrigin {
        guard depth < 6 else { return .nameless }
        if let id = operand.constant, case .global(let symbol) = function.constants[id] {
            return .known(.global(symbol))
        }
        guard let value = operand.value else { return .nameless }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .pointerAdd: return origin(of: step.a, depth: depth + 1)
        case .load, .addressOf:
            guard let place = step.place.id else { return .nameless }
            return origin(of: place, isLoad: step.opcode == .load, depth: depth)
        default: return .nameless
        }
    }

    private func origin(of place: PlaceID, isLoad: Bool, depth: Int) -> ReceiverOrigin {
        for step in function.projections(of: place).reversed() {
            if case .field(let record, let index) = step { return .known(.field(record, index)) }
        }
        switch function.places[place].root {
        case .global(let symbol): return .known(.global(symbol))
        case .local(let local):
            guard isLoad, function.places[place].projections.count == 0 else { return .nameless }
            return origin(ofVariable: local, depth: depth)
        case .pointer(let operand):
            return isLoad ? .nameless : origin(of: operand, depth: depth + 1)
        case .result: return .nameless
        }
    }

    private func origin(ofVariable local: LocalID, depth: Int) -> ReceiverOrigin {
        let values = stored[local] ?? []
        if local.index < Int(function.parameterCount) {
            let own = Self.parameter(of: function, program.types)
            return values.isEmpty && local.index == own ? .own : .nameless
        }
        guard values.count == 1 else { return .nameless }
        return origin(of: values[0], depth: depth + 1)
    }
}

extension PointsToSolver {
    /// The instance of a callee: where it is cloned and the call is direct, one for the call or for
    /// the receiver; else the one that all share.
    mutating func instance(of body: FunctionID, for number: Int) -> InstanceID {
        let site = calls[number].site
        let depth = states[site.instance.index].depth
        let mode = cloning.mode(of: body)
        guard mode != .shared, !calls[number].isIndirect, depth < CloningPolicy.depthLimit else {
            return instance(FunctionInstance(function: body))
        }
        let own = FunctionInstance(
            function: body, caller: OptionalID(site.instance),
            callSite: OptionalID(site.instruction))
        let receiver: Receiver? =
            switch mode {
            case .byType: .type(heapType(site.instruction, site.instance) ?? void)
            case .byReceiver: self.receiver(of: site, body)
            default: nil
            }
        guard let receiver else {
            return instance(mode == .byCall ? own : FunctionInstance(function: body))
        }
        let key = ReceiverContext(function: body, receiver: receiver)
        if let known = receiverInstances[key] { return known }
        let made = instance(own)
        states[made.index].receiver = receiver
        receiverInstances[key] = made
        return made
    }

    private mutating func receiver(of site: CallSite, _ callee: FunctionID) -> Receiver? {
        let caller = instances[site.instance].function
        let function = program.functions[caller]
        if receivers[caller.index] == nil {
            receivers[caller.index] = Receivers(function, program)
        }
        let call = CallID(function.instructions[site.instruction].extra)
        switch receivers[caller.index]!.origin(of: call, to: callee) {
        case .known(let receiver): return receiver
        case .own: return states[site.instance.index].receiver
        case .nameless: return nil
        }
    }
}

/// What an instance is for where its function is cloned by receiver.
struct ReceiverContext: Hashable {
    var function: FunctionID
    var receiver: Receiver
}
