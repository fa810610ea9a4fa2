import MidasBase
import MidasIR

/// Whether what is used as a key tells elements apart: of a remainder, a truth value or a length it
/// is known that several elements share one, and then the last that comes has the place.
struct KeyShapes {
    private let context: FlowContext
    private let instance: InstanceID
    private let function: Function
    private let depth: Int

    init(_ context: FlowContext, _ instance: InstanceID, depth: Int = 0) {
        self.context = context
        self.instance = instance
        function = context.function(instance)
        self.depth = depth
    }

    /// How far a key is followed back at most, and into how many callees.
    private static let stepLimit = 8
    private static let callLimit = 2

    /// Whether different elements may well have one key. What cannot be followed tells them apart.
    func isShared(_ key: Operand) -> Bool { isShared(key, 0) }

    private func isShared(_ operand: Operand, _ steps: Int) -> Bool {
        guard steps < Self.stepLimit else { return false }
        if let place = operand.place { return isShared(contentsOf: place, steps + 1) }
        guard let value = operand.value else { return false }
        let step = function.instructions[value]
        switch step.opcode {
        case .compare: return true
        case .unary:
            return step.detail == UnaryOperator.logicalNot.rawValue || isShared(step.a, steps + 1)
        case .cast: return isTruncated(step) || isShared(step.a, steps + 1)
        case .binary: return isShared(binary: step, steps)
        case .load, .addressOf:
            return step.place.id.map { isShared(contentsOf: $0, steps + 1) } ?? false
        case .call: return isShared(call: value, steps)
        default: return false
        }
    }

    private func isTruncated(_ step: Instruction) -> Bool {
        let types = context.program.types
        if step.detail == CastKind.boolean.rawValue { return true }
        guard step.detail == CastKind.integer.rawValue,
            let from = function.type(of: step.a)
        else { return step.detail == CastKind.floatingToInteger.rawValue }
        return types.size(step.type) < types.size(from) && types.size(step.type) < 4
    }

    private func isShared(binary step: Instruction, _ steps: Int) -> Bool {
        guard let operation = BinaryOperator(rawValue: step.detail) else { return false }
        switch operation {
        case .remainder, .divide, .and, .or, .shiftRight, .minimum, .maximum: return true
        case .add, .subtract, .multiply, .xor, .shiftLeft:
            return isShared(step.a, steps + 1) || isShared(step.b, steps + 1)
        }
    }

    /// What a variable of the function holds, or the first member of it.
    private func isShared(contentsOf place: PlaceID, _ steps: Int) -> Bool {
        guard let local = function.rootLocal(place), local.raw >= function.parameterCount else {
            return false
        }
        return function.instructions.ids.contains { id in
            let step = function.instructions[id]
            switch step.opcode {
            case .store:
                guard let target = step.place.id, function.rootLocal(target) == local else {
                    return false
                }
                return isFirst(target) && isShared(step.a, steps + 1)
            case .call:
                let call = function.calls[CallID(step.extra)]
                if let target = call.result.id, function.rootLocal(target) == local {
                    return isShared(call: id, steps)
                }
                let arguments = function.arguments(of: CallID(step.extra))
                guard call.flags.contains(.isConstruction), arguments.count > 1,
                    let object = arguments.first.flatMap({ addressed($0) }), object == local
                else { return false }
                return isShared(arguments[arguments.startIndex + 1], steps + 1)
            default: return false
            }
        }
    }

    private func isFirst(_ place: PlaceID) -> Bool {
        for case .field(_, let field) in function.projections(of: place) where field != 0 {
            return false
        }
        return true
    }

    private func addressed(_ operand: Operand) -> LocalID? {
        guard let value = function.withoutCasts(operand).value,
            function.instructions[value].opcode == .addressOf
        else { return nil }
        return function.rootLocal(function.instructions[value].place.id)
    }

    /// Numbers that functions outside the tree compute (a length, a hash) are shared; what functions of
    /// the tree give back is looked at there; of objects that are made the first argument is the key.
    private func isShared(call id: InstructionID, _ steps: Int) -> Bool {
        let step = function.instructions[id]
        let arguments = function.arguments(of: CallID(step.extra))
        guard !arguments.isEmpty else { return false }
        let isNumber = context.program.types.integer(step.type) != nil
        return context.targets(instance, id).contains { target in
            switch target {
            case .external:
                if isNumber { return true }
                return arguments.first.map { isShared($0, steps + 1) } ?? false
            case .instance(let callee):
                guard depth < Self.callLimit else { return false }
                let shapes = KeyShapes(context, callee, depth: depth + 1)
                return shapes.returnsShared
            }
        }
    }

    private var returnsShared: Bool {
        function.blocks.elements.contains { block in
            if case .return(let operand) = block.terminator { return isShared(operand, 0) }
            return false
        }
    }
}
