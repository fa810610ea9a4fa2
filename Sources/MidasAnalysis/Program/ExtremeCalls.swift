import MidasBase
import MidasIR

/// Calls that give the address of the greater or the lesser of two variables, read at once:
/// `best = std::max(best, x)`. They become arithmetic on the two values, so that what holds for `x += 1`
/// holds for them. What such a function is, its body says: one comparison of what its two parameters
/// refer to, and each of these given back on one arm.
struct ExtremeCalls {
    /// By symbol of a function: which of the two it gives.
    private var known: [SymbolID: BinaryOperator?] = [:]

    /// O(instructions).
    static func rewrite(_ program: inout Program) {
        var calls = ExtremeCalls()
        for id in program.functions.ids {
            let function = program.functions[id]
            for load in function.instructions.ids
            where function.instructions[load].opcode == .load {
                guard let found = calls.call(readBy: load, function, program) else { continue }
                found.apply(load, &program.functions[id])
            }
        }
    }

    private struct Found {
        var call: InstructionID
        var first: InstructionID
        var second: InstructionID
        var type: TypeID
        var operation: BinaryOperator

        func apply(_ load: InstructionID, _ function: inout Function) {
            for address in [first, second] {
                function.instructions[address].opcode = .load
                function.instructions[address].type = type
            }
            // What lay behind the result is no place any more.
            if let place = function.instructions[load].place.id,
                let variable = function.instructions[first].place.id
            {
                function.places[place] = function.places[variable]
            }
            for index in function.operands.indices
            where [first, second].contains(function.operands[index].value) {
                function.operands[index] = .none
            }
            var result = function.instructions[call]
            result.opcode = .binary
            result.detail = operation.rawValue
            result.type = type
            result.a = .value(first)
            result.b = .value(second)
            result.place = .none
            result.extra = 0
            function.instructions[call] = result
            var read = function.instructions[load]
            read.opcode = .cast
            read.detail = CastKind.bits.rawValue
            read.a = .value(call)
            read.place = .none
            function.instructions[load] = read
        }
    }

    /// The call whose result an instruction reads, and nothing else does.
    private mutating func call(
        readBy load: InstructionID, _ function: Function, _ program: Program
    ) -> Found? {
        guard let place = function.instructions[load].place.id,
            function.projections(of: place).isEmpty,
            case .pointer(let pointer) = function.places[place].root, let call = pointer.value,
            function.instructions[call].opcode == .call,
            case .direct(let symbol) =
                function.calls[CallID(function.instructions[call].extra)].callee,
            function.uses(of: call) == 0, function.readers(behind: call) == [load]
        else { return nil }
        let arguments = Array(function.arguments(of: CallID(function.instructions[call].extra)))
        guard arguments.count == 2, let operation = operation(of: symbol, program),
            let first = arguments[0].value, let second = arguments[1].value, first != second
        else { return nil }
        let type = function.instructions[load].type
        for address in [first, second] {
            let step = function.instructions[address]
            guard step.opcode == .addressOf, let variable = step.place.id,
                function.places[variable].type == type, function.uses(of: address) == 1
            else { return nil }
        }
        return Found(call: call, first: first, second: second, type: type, operation: operation)
    }

    private mutating func operation(of symbol: SymbolID, _ program: Program) -> BinaryOperator? {
        if let found = known[symbol] { return found }
        let found = program.body(of: symbol).flatMap { Self.operation(program.functions[$0]) }
        known[symbol] = .some(found)
        return found
    }

    private static func operation(_ function: Function) -> BinaryOperator? {
        guard function.parameterCount == 2 else { return nil }
        var test: (condition: Operand, nonZero: BlockID, zero: BlockID)?
        for block in function.blocks.elements {
            guard case .branch(let condition, let nonZero, let zero) = block.terminator else {
                continue
            }
            guard test == nil else { return nil }
            test = (condition, nonZero, zero)
        }
        let isPlain = function.instructions.elements.allSatisfy { step in
            [.load, .compare, .cast, .storageLive, .storageDead].contains(step.opcode)
        }
        guard isPlain, let test, let compare = test.condition.value,
            function.instructions[compare].opcode == .compare,
            let left = function.parameterRead(function.instructions[compare].a),
            let right = function.parameterRead(function.instructions[compare].b), left != right,
            let then = function.parameterReturned(from: test.nonZero),
            let otherwise = function.parameterReturned(from: test.zero), then != otherwise
        else { return nil }
        switch Comparison(rawValue: function.instructions[compare].detail) {
        case .less, .lessOrEqual: return then == left ? .minimum : .maximum
        case .greater, .greaterOrEqual: return then == left ? .maximum : .minimum
        default: return nil
        }
    }
}

extension Function {
    /// Instructions that access what a pointer leads to.
    fileprivate func readers(behind pointer: InstructionID) -> [InstructionID] {
        instructions.ids.filter { id in
            guard let place = instructions[id].place.id,
                case .pointer(let root) = places[place].root
            else { return false }
            return root.value == pointer
        }
    }

    /// How many operands take a value; places behind it apart.
    fileprivate func uses(of value: InstructionID) -> Int {
        var count = 0
        for step in instructions.elements {
            if step.a.value == value { count += 1 }
            if step.b.value == value { count += 1 }
        }
        return count + operands.count { $0.value == value }
    }

    /// The parameter whose referent an operand is the value of.
    fileprivate func parameterRead(_ operand: Operand) -> LocalID? {
        guard let value = operand.value, instructions[value].opcode == .load,
            let place = instructions[value].place.id, projections(of: place).isEmpty,
            case .pointer(let pointer) = places[place].root
        else { return nil }
        return parameter(pointer)
    }

    /// The parameter that a block, or where it jumps to, gives back.
    fileprivate func parameterReturned(from block: BlockID) -> LocalID? {
        var block = block
        for _ in 0..<4 {
            switch blocks[block].terminator {
            case .jump(let next): block = next
            case .return(let operand): return parameter(operand)
            default: return nil
            }
        }
        return nil
    }

    private func parameter(_ operand: Operand) -> LocalID? {
        var operand = operand
        while let value = operand.value, instructions[value].opcode == .cast {
            operand = instructions[value].a
        }
        guard let value = operand.value, instructions[value].opcode == .load,
            let place = instructions[value].place.id, projections(of: place).isEmpty,
            case .local(let local) = places[place].root, local.index < Int(parameterCount)
        else { return nil }
        return local
    }
}
