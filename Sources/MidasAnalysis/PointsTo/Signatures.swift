import MidasBase
import MidasIR

/// Whether a function of one type may be called as one of another.
///
/// Through any other than a compatible type the call is undefined (C 6.5.2.2, C++ [expr.call]), and
/// programs are built with checks of it (control-flow integrity, Abadi et al., CCS 2005). They do
/// pass functions on `T *` where ones on `void *` are called, so pointers need only be to what may
/// alias.
struct Signatures {
    private let types: TypeTable
    /// By both function types: whether they fit.
    private var memo = PairMemo()

    init(_ types: TypeTable) { self.types = types }

    /// - Parameters:
    ///   - called: the function type of the call.
    ///   - defined: that of the function.
    mutating func fits(
        _ called: TypeID, _ defined: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if called == defined { return true }
        if let known = memo[called.raw, defined.raw] { return known != 0 }
        let answer = compute(called, defined, &compatibility)
        memo[called.raw, defined.raw] = answer ? 1 : 0
        return answer
    }

    private func compute(
        _ called: TypeID, _ defined: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        guard case .function(let first) = types[called],
            case .function(let second) = types[defined]
        else { return true }
        let (call, callee) = (types.functionTypes[first], types.functionTypes[second])
        if call.hasNoPrototype || callee.hasNoPrototype { return true }
        if call.isVariadic != callee.isVariadic { return false }
        guard call.parameters.count == callee.parameters.count,
            types[call.result] == .void || agree(call.result, callee.result, &compatibility)
        else { return false }
        return zip(call.parameters, callee.parameters).allSatisfy {
            agree($0, $1, &compatibility)
        }
    }

    private func agree(
        _ a: TypeID, _ b: TypeID, _ compatibility: inout TypeCompatibility
    ) -> Bool {
        if a == b { return true }
        switch (types.isPointerLike(a), types.isPointerLike(b)) {
        case (true, true): return compatibility.mayAlias(a, b)
        case (false, false): return kind(a) == kind(b)
        default: return kind(a) == .other && types.size(a) == types.size(b)
        }
    }

    private enum Kind: Equatable {
        case void
        case integer(UInt64)
        case floating(UInt64)
        case record(RecordID)
        case other
    }

    /// How a value is passed, as far as it matters to the callee.
    private func kind(_ type: TypeID) -> Kind {
        switch types[type] {
        case .void: .void
        case .bool, .integer, .enumeration: .integer(types.size(type))
        case .floating: .floating(types.size(type))
        case .record(let id): .record(id)
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
        for target in targets where takesArguments(target, number) {
            if hasSignature(target, number) {
                link(number, target)
            } else {
                calls[number].misfits.append(target)
            }
        }
    }

    private mutating func hasSignature(_ symbol: SymbolID, _ number: Int) -> Bool {
        let entry = program.symbols[symbol]
        if entry.flags.contains(.takesThis) { return true }
        return signatures.fits(calls[number].type, entry.type, &compatibility)
    }

    /// Whether a function takes as many arguments as the call gives. A callee with fewer is called
    /// through casts now and then; one with more never is.
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
