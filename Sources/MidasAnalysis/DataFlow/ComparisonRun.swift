import MidasBase
import MidasDictionary
import MidasIR

/// One run of a comparison on terms, up to its result or to the first that is not known.
struct ComparisonRun {
    private let context: FlowContext
    private let instance: InstanceID
    private let function: Function
    private let depth: Int
    private(set) var relations: ElementRelations
    private var locals: [LocalID: ElementTerm] = [:]
    private var values: [InstructionID: ElementTerm] = [:]
    private var steps = 0

    private static let stepLimit = 2000
    private static let depthLimit = 6

    init(
        _ context: FlowContext, _ instance: InstanceID, _ relations: ElementRelations,
        depth: Int = 0
    ) {
        self.context = context
        self.instance = instance
        self.relations = relations
        self.depth = depth
        function = context.function(instance)
    }

    private var types: TypeTable { context.program.types }

    mutating func result(_ arguments: [ElementTerm]) -> ElementTerm {
        for (index, argument) in arguments.enumerated() { locals[LocalID(index)] = argument }
        var block = BlockID(UInt32(0))
        while steps < Self.stepLimit {
            for index in function.blocks[block].instructions {
                steps += 1
                guard run(InstructionID(index)) else { return .unknown }
            }
            steps += 1
            switch function.blocks[block].terminator {
            case .return(let operand): return term(operand)
            case .jump(let next): block = next
            case .branch(let condition, let yes, let no):
                guard let isTrue = truth(condition) else { return .unknown }
                block = isTrue ? yes : no
            default: return .unknown
            }
        }
        return .unknown
    }

    /// Of two truth values that differ the greater is true.
    private func truth(_ condition: Operand) -> Bool? {
        let known = term(condition)
        if let truth = relations.truth(known) { return truth }
        guard let (owner, path) = known.part, owner != .neither, let sign = relations.signs[path],
            sign != 0
        else { return nil }
        return (owner == .first) == (sign > 0)
    }

    private func term(_ operand: Operand) -> ElementTerm {
        if let value = operand.value { return values[value] ?? .unknown }
        if let number = function.constantInteger(operand) { return .number(number) }
        guard let constant = operand.constant else {
            return operand.place.map { contents(of: $0) } ?? .unknown
        }
        if case .global(let symbol) = function.constants[constant] {
            return .address(.neither, [.global(symbol)])
        }
        return .unknown
    }

    // MARK: Memory

    /// The address of a place, as a term.
    private func address(of place: PlaceID) -> ElementTerm {
        var known: ElementTerm
        switch function.places[place].root {
        case .local(let local):
            if let (owner, path) = locals[local]?.part,
                types.isAggregate(function.locals[local].type)
            {
                known = .address(owner, path)
            } else {
                known = .addressOfLocal(local)
            }
        case .global(let symbol): known = .address(.neither, [.global(symbol)])
        case .pointer(let operand):
            switch term(operand) {
            case .value(let owner, let path): known = .address(owner, path + [.pointee])
            case let other: known = other
            }
        case .result: return .unknown
        }
        for projection in function.projections(of: place) { known = step(known, projection) }
        return known
    }

    private func step(_ term: ElementTerm, _ projection: Projection) -> ElementTerm {
        guard case .address(let owner, let path) = term else { return .unknown }
        switch projection {
        case .field(let record, let field): return .address(owner, path + [.field(record, field)])
        case .base(let record, let base): return .address(owner, path + [.base(record, base)])
        case .bytes: return .unknown
        case .index(let operand):
            guard let (other, steps) = self.term(operand).part else { return .unknown }
            if other == .neither, case .number(let number)? = steps.first, steps.count == 1 {
                return .address(owner, path + [.index(number)])
            }
            guard owner == .neither || other == .neither || owner == other else { return .unknown }
            let both = owner == .neither ? other : owner
            return .address(both, [.operation(.pointerAdd, 0, [path, steps])])
        }
    }

    private func contents(of place: PlaceID) -> ElementTerm {
        switch address(of: place) {
        case .addressOfLocal(let local):
            return function.projections(of: place).isEmpty ? locals[local] ?? .unknown : .unknown
        case .address(let owner, let path):
            return types.isAggregate(function.places[place].type)
                ? .address(owner, path) : .value(owner, path)
        default: return .unknown
        }
    }

    // MARK: Instructions

    /// Runs one instruction; whether the run can go on.
    private mutating func run(_ id: InstructionID) -> Bool {
        let step = function.instructions[id]
        switch step.opcode {
        case .load: values[id] = step.place.id.map { contents(of: $0) }
        case .addressOf: values[id] = step.place.id.map { address(of: $0) }
        case .store, .copy:
            guard let place = step.place.id, case .local(let local) = function.places[place].root,
                function.projections(of: place).isEmpty
            else { return false }
            locals[local] =
                step.opcode == .store ? term(step.a) : contents(of: PlaceID(step.extra))
        case .cast: values[id] = converted(term(step.a), step)
        case .unary: values[id] = unary(term(step.a), step)
        case .binary: values[id] = binary(term(step.a), term(step.b), step)
        case .compare: values[id] = compared(term(step.a), term(step.b), step)
        case .pointerAdd: values[id] = derived(step, [term(step.a), term(step.b)])
        case .call: return call(id, step)
        case .zero:
            guard let local = function.rootLocal(step.place.id) else { return false }
            locals[local] = .unknown
        case .storageLive, .storageDead: break
        default: return false
        }
        return true
    }

    private func converted(_ term: ElementTerm, _ step: Instruction) -> ElementTerm {
        switch CastKind(rawValue: step.detail) {
        case .pointer, .derivedToBase: return term
        case .boolean: return relations.truth(term).map { .number($0 ? 1 : 0) } ?? term
        case .integer:
            guard case .value = term else { return term }
            let isWide =
                (function.type(of: step.a).map { types.size($0) } ?? 0) <= types.size(step.type)
            return isWide ? term : derived(step, [term])
        default: return derived(step, [term])
        }
    }

    private func unary(_ term: ElementTerm, _ step: Instruction) -> ElementTerm {
        switch (UnaryOperator(rawValue: step.detail), term) {
        case (.logicalNot, _):
            return relations.truth(term).map { .number($0 ? 0 : 1) } ?? derived(step, [term])
        case (.negate, .number(let number)): return .number(0 &- number)
        case (.negate, .sign(let sign)): return .sign(-sign)
        default: return derived(step, [term])
        }
    }

    private mutating func binary(
        _ a: ElementTerm, _ b: ElementTerm, _ step: Instruction
    ) -> ElementTerm {
        let operation = BinaryOperator(rawValue: step.detail)
        if case .number(let a) = a, case .number(let b) = b {
            switch operation {
            case .add: return .number(a &+ b)
            case .subtract: return .number(a &- b)
            case .multiply: return .number(a &* b)
            case .or: return .number(a | b)
            case .and: return .number(a & b)
            default: return .unknown
            }
        }
        if operation == .subtract, let one = a.part?.owner, let other = b.part?.owner,
            one != other, one != .neither, other != .neither
        {
            return relations.compare(a, b).map { .sign($0) } ?? .unknown
        }
        if operation == .multiply, case .sign(let sign) = a, case .number(let number) = b {
            return .sign(sign * Int(number.signum()))
        }
        return derived(step, [a, b])
    }

    private mutating func compared(
        _ a: ElementTerm, _ b: ElementTerm, _ step: Instruction
    ) -> ElementTerm {
        guard let comparison = Comparison(rawValue: step.detail),
            let sign = relations.compare(a, b)
        else { return .unknown }
        return .number(comparison.holds(sign) ? 1 : 0)
    }

    /// What an operation makes of parts of one element.
    private func derived(_ step: Instruction, _ terms: [ElementTerm]) -> ElementTerm {
        guard let (owner, paths) = common(terms) else { return .unknown }
        return .value(owner, [.operation(step.opcode, step.detail, paths)])
    }

    private func common(_ terms: [ElementTerm]) -> (ElementTerm.Owner, [[ElementTerm.Step]])? {
        var owner = ElementTerm.Owner.neither
        var paths: [[ElementTerm.Step]] = []
        for term in terms {
            guard let part = term.part else { return nil }
            if part.owner != .neither {
                guard owner == .neither || owner == part.owner else { return nil }
                owner = part.owner
            }
            paths.append(part.path)
        }
        return (owner, paths)
    }

    // MARK: Calls

    private mutating func call(_ id: InstructionID, _ step: Instruction) -> Bool {
        let call = function.calls[CallID(step.extra)]
        let arguments = function.arguments(of: CallID(step.extra)).map { term($0) }
        let targets = context.targets(instance, id)
        guard targets.count == 1, let target = targets.first else { return false }
        let found: ElementTerm
        if let sign = sign(of: target, arguments, call, id) {
            found = sign
        } else if let list = tuple(call, arguments) {
            found = list
        } else {
            switch target {
            case .instance(let callee):
                guard depth < Self.depthLimit, call.result.isNone else { return false }
                var run = ComparisonRun(context, callee, relations, depth: depth + 1)
                found = run.result(arguments)
                relations = run.relations
            case .external(let symbol):
                if call.flags.contains(.isDestruction) { return true }
                found = made(symbol, arguments, call)
            }
        }
        if let place = call.result.id {
            guard case .local(let local) = function.places[place].root else { return false }
            locals[local] = found
        }
        values[id] = found
        return true
    }

    /// What a function outside the tree makes of parts of one element.
    private func made(
        _ symbol: SymbolID, _ arguments: [ElementTerm], _ call: Call
    ) -> ElementTerm {
        if arguments.count == 1, context.models[symbol]?.givesItsArgument ?? false {
            return arguments[0]
        }
        guard let (owner, paths) = common(arguments) else { return .unknown }
        return .value(owner, [.function(symbol, paths)])
    }

    /// Parts of one element that a library type holds side by side, one a template argument.
    private func tuple(_ call: Call, _ arguments: [ElementTerm]) -> ElementTerm? {
        guard let place = call.result.id, common(arguments) != nil,
            let record = types.record(function.places[place].type)
        else { return nil }
        let known = types.records[record]
        let role = context.dictionary.type(context.program.strings[known.templateName])?.role
        guard role == .wrapper, known.typeArguments.count == arguments.count else { return nil }
        return .list(arguments)
    }

    /// The outcome of a call that compares a part of the one with the same part of the other.
    private mutating func sign(
        of target: CallTarget, _ arguments: [ElementTerm], _ call: Call, _ id: InstructionID
    ) -> ElementTerm? {
        guard arguments.count >= 2 else { return nil }
        let (a, b) = (whole(arguments[0]), whole(arguments[1]))
        if let comparison = comparison(target), arguments.count == 2 {
            let isOwn =
                if case .instance(let callee) = target {
                    !context.program.symbols[context.function(callee).symbol].flags.contains(
                        .isSystem)
                } else {
                    false
                }
            if isOwn { return nil }
            return relations.compare(a, b).map { .number(comparison.holds($0) ? 1 : 0) } ?? .unknown
        }
        guard case .external(let symbol) = target, let model = context.models[symbol],
            comparesWhole(model, arguments, id)
        else { return nil }
        return relations.compare(a, b).map { .sign($0) } ?? .unknown
    }

    /// A variable that holds parts stands for them.
    private func whole(_ term: ElementTerm) -> ElementTerm {
        if case .addressOfLocal(let local) = term { return locals[local] ?? .unknown }
        return term
    }

    /// The operator that a function is written as.
    private func comparison(_ target: CallTarget) -> Comparison? {
        let symbol: SymbolID
        switch target {
        case .external(let known): symbol = known
        case .instance(let callee): symbol = context.function(callee).symbol
        }
        switch context.program.strings[context.program.symbols[symbol].name] {
        case "operator<": return .less
        case "operator>": return .greater
        case "operator<=": return .lessOrEqual
        case "operator>=": return .greaterOrEqual
        case "operator==": return .equal
        case "operator!=": return .notEqual
        default: return nil
        }
    }

    /// Whether a function compares two texts, or two pieces of memory of fixed size, and nothing else
    /// decides its result.
    private func comparesWhole(
        _ model: FunctionModel, _ arguments: [ElementTerm], _ id: InstructionID
    ) -> Bool {
        let origins = model.flows.filter { $0.target == .result }.map(\.origin)
        guard origins.count >= 2,
            types.integer(function.instructions[id].type)?.signed == true
        else { return false }
        let roots = Set(origins.map(\.root))
        if roots.isSuperset(of: [.receiver, .argument(0)]) { return arguments.count == 2 }
        let (first, second) = (origins[0], origins[1])
        guard first.root == .argument(0), second.root == .argument(1), first.part == second.part
        else { return false }
        switch first.part {
        case .text: return origins.count == 2 && arguments.count == 2
        case .bytes(.argument(2)):
            guard origins.count == 3, arguments.count == 3, case .number = arguments[2] else {
                return false
            }
            return true
        default: return false
        }
    }
}

extension FunctionModel {
    /// Whether the result is the first argument, or refers to it.
    fileprivate var givesItsArgument: Bool {
        references.contains { $0.pointer == .result && $0.target == Path(.argument(0)) }
            || flows.contains {
                $0.kind == .copy && $0.target == .result && $0.origin == Path(.argument(0))
            }
    }
}

extension Comparison {
    /// Whether it holds of two values that compare so.
    func holds(_ sign: Int) -> Bool {
        switch self {
        case .equal: sign == 0
        case .notEqual: sign != 0
        case .less: sign < 0
        case .lessOrEqual: sign <= 0
        case .greater: sign > 0
        case .greaterOrEqual: sign >= 0
        }
    }
}
