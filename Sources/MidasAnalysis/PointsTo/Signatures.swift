import MidasBase
import MidasIR

/// Whether a function of one type may be called as one of another.
///
/// Through any other than a compatible type the call is undefined (C 6.5.2.2, C++ [expr.call]), and
/// programs are built with checks of it (control-flow integrity, Abadi et al., CCS 2005). Real ones
/// do two things besides: they cast functions to the type that a list of callbacks has, or leave
/// that to the compiler; so what is cast somewhere from one type to another may be called as the
/// other everywhere. And they keep functions as `void *` or numbers, and give these another type
/// later: between the types that are kept so and those that are made so, pointers need only be to
/// what may alias.
struct Signatures {
    private let types: TypeTable
    /// By the type of a call and a function: whether they fit.
    private var memo = PairMemo()
    /// By function: the function types that it is cast to itself.
    private var ownCasts: [SymbolID: [TypeID]] = [:]
    /// By function type: those that values of it are cast to.
    private var casts: [TypeID: [TypeID]] = [:]
    /// Functions and function types that are cast to what is no function.
    private var hiddenFunctions: Set<SymbolID> = []
    private var hidden: Set<TypeID> = []
    /// Function types that what is no function is cast to.
    private var revealed: Set<TypeID> = []

    init(_ program: Program) {
        types = program.types
        for function in program.functions.elements {
            for step in function.instructions.elements where step.opcode == .cast {
                noteCast(step, function, program)
            }
        }
    }

    private mutating func noteCast(_ step: Instruction, _ function: Function, _ program: Program) {
        let to = functionType(behind: step.type)
        if let id = step.a.constant, case .function(let symbol) = function.constants[id] {
            if let to {
                ownCasts[symbol, default: []].append(to)
            } else {
                hiddenFunctions.insert(symbol)
            }
            return
        }
        let value = step.a.value
        switch (value.flatMap { functionType(behind: function.instructions[$0].type) }, to) {
        case (let from?, let to?):
            guard from != to, !casts[from, default: []].contains(to) else { return }
            casts[from, default: []].append(to)
        case (let from?, nil): hidden.insert(from)
        case (nil, let to?): revealed.insert(to)
        case (nil, nil): break
        }
    }

    private func functionType(behind type: TypeID) -> TypeID? {
        guard let pointee = types.element(type), case .function = types[pointee] else { return nil }
        return pointee
    }

    /// - Parameter called: the function type of the call.
    mutating func fits(
        _ called: TypeID, _ function: SymbolID, _ defined: TypeID,
        _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if called == defined { return true }
        if let known = memo[called.raw, function.raw] { return known != 0 }
        var answer = agree(called, defined) { isCompatible($0, $1, &compatibility) }
        if !answer {
            let isHidden = hiddenFunctions.contains(function) && revealed.contains(called)
            answer = forms(of: function, defined).contains { form in
                agree(called, form) { isCompatible($0, $1, &compatibility) }
                    || (isHidden || hidden.contains(form) && revealed.contains(called))
                        && agree(called, form) { passAlike($0, $1, &compatibility) }
            }
        }
        memo[called.raw, function.raw] = answer ? 1 : 0
        return answer
    }

    /// Whether a function may be called through a type that it does not have, as far as arguments and
    /// results are passed alike: what programs do that get away with it.
    mutating func fitsLoosely(
        _ called: TypeID, _ function: SymbolID, _ defined: TypeID,
        _ compatibility: inout TypeCompatibility
    ) -> Bool {
        forms(of: function, defined).contains { form in
            agree(called, form) {
                types[$0] == .void || passAlike($0, $1, &compatibility)
            }
        }
    }

    /// The type itself and what it is cast to, one cast after the other. A function that is kept as
    /// one without parameters is kept as anything, like a `void *`, and cast back to what it was.
    private func forms(of function: SymbolID, _ defined: TypeID) -> [TypeID] {
        var forms = [defined]
        for form in ownCasts[function] ?? [] where !forms.contains(form) { forms.append(form) }
        var next = 0
        while next < forms.count {
            let type = forms[next]
            next += 1
            if next > 1 && isOfAnything(type) { continue }
            for form in casts[type] ?? [] where !forms.contains(form) { forms.append(form) }
        }
        return forms.filter { !hasNoPrototype($0) || $0 == defined }
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
        _ called: TypeID, _ defined: TypeID, _ isAlike: (TypeID, TypeID) -> Bool
    ) -> Bool {
        guard case .function(let first) = types[called],
            case .function(let second) = types[defined]
        else { return true }
        let (call, callee) = (types.functionTypes[first], types.functionTypes[second])
        guard isAlike(call.result, callee.result) else { return false }
        if call.hasNoPrototype || callee.hasNoPrototype { return true }
        guard call.isVariadic == callee.isVariadic,
            call.parameters.count == callee.parameters.count
        else { return false }
        return zip(call.parameters, callee.parameters).allSatisfy(isAlike)
    }

    /// Compatible types (C 6.2.7), and those that differ in their sign alone. Structs are the same
    /// where one of them is not known, or one begins with the other.
    private func isCompatible(
        _ a: TypeID, _ b: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if a == b { return true }
        switch (types.element(a), types.element(b)) {
        case (let first?, let second?):
            switch (types[first], types[second]) {
            case (.void, .void): return true
            case (.void, _), (_, .void): return false
            case (.record, .record), (.opaque, _), (_, .opaque):
                return compatibility.mayAlias(a, b)
            case (.record, _), (_, .record): return false
            case (.function, .function): return true
            default: return isCompatible(first, second, &compatibility)
            }
        case (nil, nil): return kind(a) == kind(b)
        default: return false
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
        return signatures.fits(calls[number].type, symbol, entry.type, &compatibility)
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

    /// Calls that no function fits take those that are passed the same; where there are none and few
    /// that could be meant, all of these. Asked when all else has settled.
    ///
    /// - Returns: whether there is anything new.
    mutating func linkMisfits() -> Bool {
        var isNew = false
        for number in calls.indices where calls[number].targets.isEmpty {
            let misfits = calls[number].misfits
            calls[number].misfits = []
            let alike = misfits.filter {
                signatures.fitsLoosely(
                    calls[number].type, $0, program.symbols[$0].type, &compatibility)
            }
            let taken = alike.isEmpty && misfits.count <= Self.fewMisfits ? misfits : alike
            for symbol in taken { link(number, symbol) }
            isNew = isNew || !taken.isEmpty
        }
        return isNew
    }

    /// More functions than this that do not fit say that points-to is not exact here.
    private static let fewMisfits = 16
}
