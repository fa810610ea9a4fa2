import MidasBase

/// Checks every invariant of the form.
public enum UnitVerifier {
    /// All that is wrong with the unit, functions in order; where an id names nothing, only that.
    /// At most `limit` errors are given.
    public static func verify(_ unit: Unit, limit: Int = 100) -> [VerifierError] {
        do {
            try checkReferences(of: unit)
        } catch let error as VerifierError {
            return [error]
        } catch {
            return [VerifierError(message: "\(error)")]
        }
        var errors = symbolErrors(in: unit)
        for function in unit.functions.elements where errors.count < limit {
            errors += BlockOrder.errors(in: function, of: unit)
            var verifier = FunctionVerifier(unit, function)
            verifier.verify()
            errors += verifier.errors
        }
        return Array(errors.prefix(limit))
    }

    /// Bodies belong to functions, initialisers to variables, and each to its symbol.
    private static func symbolErrors(in unit: Unit) -> [VerifierError] {
        var errors: [VerifierError] = []
        for id in unit.symbols.ids {
            let symbol = unit.symbols[id]
            let fail = { (message: String) in
                errors.append(
                    VerifierError(
                        message: "symbol '\(unit.strings[symbol.qualifiedName])' \(message)"))
            }
            for body in [symbol.body.id, symbol.initializer.id] {
                guard let body, unit.functions[body].symbol != id else { continue }
                fail("has the body of another symbol")
            }
            if symbol.kind == .variable, !symbol.body.isNone { fail("is a variable with a body") }
            if symbol.kind == .function, !symbol.initializer.isNone {
                fail("is a function with an initialiser")
            }
        }
        return errors
    }

    /// Checks that every id, slice and position names something. Both readers of units do this
    /// before they give one out.
    ///
    /// - Throws: `VerifierError`.
    public static func checkReferences(of unit: Unit) throws {
        try ReferenceChecker(unit).check()
    }
}
