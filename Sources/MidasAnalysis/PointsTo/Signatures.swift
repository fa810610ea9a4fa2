import MidasBase
import MidasIR

/// Whether a function of one type may be called as one of another.
///
/// Through any other than a compatible type the call is undefined (C 6.5.2.2, C++ [expr.call]), and
/// programs are built with checks of it (control-flow integrity, Abadi et al., CCS 2005). Real ones
/// do two things besides: they pass functions on `T *` where ones on `void *` are called, so
/// pointers need only be to what may alias; and they cast functions to the type that a list of
/// callbacks has. So what the program casts somewhere from one type to another may be called as
/// the other everywhere.
struct Signatures {
    private let types: TypeTable
    /// By both function types: whether they fit.
    private var memo = PairMemo()
    /// By function type: those that values of it are cast to.
    private var casts: [TypeID: [TypeID]] = [:]

    init(_ program: Program) {
        types = program.types
        for function in program.functions.elements {
            for step in function.instructions.elements where step.opcode == .cast {
                noteCast(step, function, program)
            }
        }
    }

    private mutating func noteCast(_ step: Instruction, _ function: Function, _ program: Program) {
        guard let to = functionType(behind: step.type) else { return }
        var from: TypeID?
        if let value = step.a.value {
            from = functionType(behind: function.instructions[value].type)
        } else if let id = step.a.constant, case .function(let symbol) = function.constants[id] {
            from = program.symbols[symbol].type
        }
        guard let from, from != to, !casts[from, default: []].contains(to) else { return }
        casts[from, default: []].append(to)
    }

    private func functionType(behind type: TypeID) -> TypeID? {
        guard let pointee = types.element(type), case .function = types[pointee] else { return nil }
        return pointee
    }

    /// - Parameters:
    ///   - called: the function type of the call.
    ///   - defined: that of the function.
    mutating func fits(
        _ called: TypeID, _ defined: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if called == defined { return true }
        if let known = memo[called.raw, defined.raw] { return known != 0 }
        var answer = agree(called, defined, &compatibility)
        if !answer {
            answer = forms(of: defined).contains {
                !hasNoPrototype($0) && agree(called, $0, &compatibility)
            }
        }
        memo[called.raw, defined.raw] = answer ? 1 : 0
        return answer
    }

    /// The type itself and what it is cast to, one cast after the other. A function that is kept as
    /// one without parameters is kept as anything, like a `void *`, and cast back to what it was.
    private func forms(of defined: TypeID) -> [TypeID] {
        var forms = [defined]
        var next = 0
        while next < forms.count {
            let type = forms[next]
            next += 1
            if next > 1 && isOfAnything(type) { continue }
            for form in casts[type] ?? [] where !forms.contains(form) { forms.append(form) }
        }
        return forms
    }

    private func isOfAnything(_ type: TypeID) -> Bool {
        guard case .function(let id) = types[type] else { return false }
        return types.functionTypes[id].parameters.isEmpty
    }

    private func hasNoPrototype(_ type: TypeID) -> Bool {
        guard case .function(let id) = types[type] else { return false }
        return types.functionTypes[id].hasNoPrototype
    }

    private func agree(
        _ called: TypeID, _ defined: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        guard case .function(let first) = types[called],
            case .function(let second) = types[defined]
        else { return true }
        let (call, callee) = (types.functionTypes[first], types.functionTypes[second])
        if call.hasNoPrototype || callee.hasNoPrototype { return true }
        if call.isVariadic != callee.isVariadic { return false }
        guard call.parameters.count == callee.parameters.count,
            types[call.result] == .void || passAlike(call.result, callee.result, &compatibility)
        else { return false }
        return zip(call.parameters, callee.parameters).allSatisfy {
            passAlike($0, $1, &compatibility)
        }
    }

    private func passAlike(
        _ a: TypeID, _ b: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if a == b { return true }
        switch (types.isPointerLike(a), types.isPointerLike(b)) {
        case (true, true): return compatibility.mayAlias(a, b)
        case (false, false): return kind(a) == kind(b)
        default: return types.size(a) == types.size(b)
        }
    }

    private enum Kind: Equatable {
        case void
        case integer(UInt64)
        case floating(UInt64)
        case other
    }

    /// How a value is passed, as far as it matters to the callee.
    private func kind(_ type: TypeID) -> Kind {
        switch types[type] {
        case .void: .void
        case .bool, .integer, .enumeration: .integer(types.size(type))
        case .floating: .floating(types.size(type))
        default: .other
        }
    }
}

extension PointsToSolver {
    /// A new target of an indirect call.
    mutating func callTarget(_ target: UInt32, _ number: Int) {
        guard target & ObjectTable.somewhere == 0 else { return }
        let object = objects.cells[CellID(target)].object
        guard case .function(let symbol) = objects.objects[object].kind else { return }
        let targets =
            program.symbols[symbol].flags.contains(.isVirtual)
            ? hierarchy.targets(of: symbol) : [symbol]
        for target in targets {
            if hasSignature(target, number) {
                link(number, target)
            } else {
                calls[number].misfits.append(target)
            }
        }
    }

    private mutating func hasSignature(_ symbol: SymbolID, _ number: Int) -> Bool {
        let entry = program.symbols[symbol]
        guard takesArguments(symbol, number) else { return false }
        if entry.flags.contains(.takesThis) { return true }
        return signatures.fits(calls[number].type, entry.type, &compatibility)
    }

    /// Whether the call gives all that a function takes. One with fewer parameters is called through
    /// casts now and then; one with more would read what nobody gave.
    private func takesArguments(_ symbol: SymbolID, _ number: Int) -> Bool {
        let entry = program.symbols[symbol]
        guard case .function(let id) = types[entry.type] else { return true }
        let type = types.functionTypes[id]
        if type.hasNoPrototype { return true }
        let hidden = entry.flags.contains(.takesThis) ? 1 : 0
        return type.parameters.count + hidden <= calls[number].arguments.count
    }

    /// Calls that no function fits take those that do not fit. Asked when all else has settled.
    ///
    /// - Returns: whether there is anything new.
    mutating func linkMisfits() -> Bool {
        var isNew = false
        for number in calls.indices where calls[number].targets.isEmpty {
            let misfits = calls[number].misfits
            calls[number].misfits = []
            for symbol in misfits { link(number, symbol) }
            isNew = isNew || !misfits.isEmpty
        }
        return isNew
    }
}
