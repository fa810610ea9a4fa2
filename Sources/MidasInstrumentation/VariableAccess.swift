import MidasAnalysis
import MidasBase
import MidasIR

/// A variable that code reads or writes, as a whole: its parts are not told apart.
enum Variable: Hashable, Comparable {
    case local(LocalID)
    case global(SymbolID)

    static func < (a: Variable, b: Variable) -> Bool { a.rank < b.rank }

    private var rank: (Int, UInt32) {
        switch self {
        case .local(let id): (0, id.raw)
        case .global(let id): (1, id.raw)
        }
    }

    var global: SymbolID? {
        if case .global(let symbol) = self { symbol } else { nil }
    }
}

/// What some instructions read and write.
struct VariableAccess {
    var reads: Set<Variable> = []
    var writes: Set<Variable> = []
    /// Through pointers that a parameter holds: of the caller's memory.
    var readsParameters = false
    var writesParameters = false
    /// Functions called: outside the tree, and in it.
    var externals: Set<SymbolID> = []
    var callees: Set<SymbolID> = []
    /// Reads that nobody knows the variables of.
    var readsBlindly = false
    /// Why what is written is not known.
    var obstacle: String?

    mutating func formUnion(_ other: VariableAccess) {
        reads.formUnion(other.reads)
        writes.formUnion(other.writes)
        readsParameters = readsParameters || other.readsParameters
        writesParameters = writesParameters || other.writesParameters
        readsBlindly = readsBlindly || other.readsBlindly
        externals.formUnion(other.externals)
        callees.formUnion(other.callees)
        obstacle = obstacle ?? other.obstacle
    }
}

/// Collects accesses of instructions of one function.
struct AccessScan {
    let program: Program
    let function: Function

    func access(of id: InstructionID) -> VariableAccess {
        var found = VariableAccess()
        let step = function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad, .variadicArgument: note(step.place.id, isWrite: false, &found)
        case .store, .zero, .initializeBytes, .atomicStore:
            note(step.place.id, isWrite: true, &found)
        case .copy:
            note(PlaceID(step.extra), isWrite: false, &found)
            note(step.place.id, isWrite: true, &found)
        case .atomicUpdate:
            note(step.place.id, isWrite: false, &found)
            note(step.place.id, isWrite: true, &found)
        case .addressOf:
            // Whoever gets the address may read and write there.
            note(step.place.id, isWrite: false, &found)
            note(step.place.id, isWrite: true, &found)
        case .call: noteCall(CallID(step.extra), &found)
        case .unary, .binary, .compare, .pointerAdd, .pointerDifference, .cast, .storageLive,
            .storageDead, .fence:
            break
        default: found.obstacle = "holds code of a kind that is not run again"
        }
        noteConstants(step, &found)
        return found
    }

    /// The address of a variable may stand as a constant.
    private func noteConstants(_ step: Instruction, _ found: inout VariableAccess) {
        var operands = [step.a, step.b]
        if step.opcode == .call { operands += function.arguments(of: CallID(step.extra)) }
        for operand in operands {
            guard let constant = operand.constant,
                case .global(let symbol) = function.constants[constant]
            else { continue }
            found.reads.insert(.global(symbol))
            found.writes.insert(.global(symbol))
        }
    }

    private func note(_ place: PlaceID?, isWrite: Bool, _ found: inout VariableAccess) {
        guard let place else { return }
        switch function.places[place].root {
        case .local(let local):
            if isWrite {
                found.writes.insert(.local(local))
            } else {
                found.reads.insert(.local(local))
            }
        case .global(let symbol):
            if isWrite {
                found.writes.insert(.global(symbol))
            } else {
                found.reads.insert(.global(symbol))
            }
        case .pointer(let operand): notePointer(operand, isWrite: isWrite, &found)
        case .result: break
        }
    }

    private func notePointer(
        _ operand: Operand, isWrite: Bool, _ found: inout VariableAccess
    ) {
        switch origin(operand) {
        case .variable(let variable):
            if isWrite { found.writes.insert(variable) } else { found.reads.insert(variable) }
        case .parameter:
            if isWrite { found.writesParameters = true } else { found.readsParameters = true }
        case .literal: break
        case .unknown:
            if isWrite {
                found.obstacle = "writes through a pointer"
            } else {
                found.readsBlindly = true
            }
        }
    }

    /// Where a pointer comes from.
    enum Origin: Equatable {
        case variable(Variable)
        /// What a parameter holds.
        case parameter
        case literal
        case unknown
    }

    func origin(_ operand: Operand) -> Origin {
        if let constant = operand.constant {
            switch function.constants[constant] {
            case .global(let symbol): return .variable(.global(symbol))
            case .string, .null, .integer, .function: return .literal
            default: return .unknown
            }
        }
        guard let value = operand.value else { return .unknown }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .pointerAdd: return origin(step.a)
        case .addressOf:
            guard let place = step.place.id else { return .unknown }
            switch function.places[place].root {
            case .local(let local): return .variable(.local(local))
            case .global(let symbol): return .variable(.global(symbol))
            case .pointer(let inner): return origin(inner)
            case .result: return .unknown
            }
        case .load:
            guard let place = step.place.id, case .local(let local) = function.places[place].root,
                function.locals[local].kind == .parameter,
                function.places[place].projections.range.isEmpty
            else { return .unknown }
            return .parameter
        default: return .unknown
        }
    }

    private func noteCall(_ id: CallID, _ found: inout VariableAccess) {
        let call = function.calls[id]
        note(call.result.id, isWrite: true, &found)
        for operand in function.arguments(of: id) {
            note(operand.place, isWrite: false, &found)
        }
        guard case .direct(let symbol) = call.callee else {
            found.obstacle = "calls through a pointer"
            return
        }
        if program.body(of: symbol) == nil {
            found.externals.insert(symbol)
        } else {
            found.callees.insert(symbol)
        }
    }
}
