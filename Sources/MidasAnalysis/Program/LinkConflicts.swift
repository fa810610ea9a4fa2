import MidasBase
import MidasIR

/// What a linker would reject, or should have: said once a name, and the first definition serves.
extension Linker {
    mutating func reportConflicts(_ units: [Unit], _ maps: [UnitMap]) {
        var reported = BitSet(capacity: program.symbols.count)
        for (index, unit) in units.enumerated() {
            for id in unit.symbols.ids where unit.symbols[id].linkage == .external {
                let merged = maps[index][id]
                guard !reported.contains(merged.index) else { continue }
                if let text = conflict(unit.symbols[id], id, index, merged, maps[index]) {
                    reported.insert(merged.index)
                    report(text, at: maps[index](unit.symbols[id].position))
                }
            }
        }
    }

    private func conflict(
        _ symbol: Symbol, _ id: SymbolID, _ unit: Int, _ merged: SymbolID, _ map: UnitMap
    ) -> String? {
        let name = program.strings[program.symbols[merged].qualifiedName]
        guard let definer = definers[merged.index], definer.symbol != id || definer.unit != unit
        else { return nil }
        if symbol.strength == 4 && definer.strength == 4 {
            return "'\(name)' is defined again; the definition at "
                + "\(place(program.symbols[merged].position)) is used"
        }
        let own = map[symbol.type]
        if own != program.symbols[merged].type && !agree(own, program.symbols[merged].type) {
            return "'\(name)' is declared with another type than at its definition, "
                + place(program.symbols[merged].position)
        }
        return nil
    }

    /// Whether two types may stand for one: functions without prototype, arrays without size,
    /// structs that only one side knows.
    private func agree(_ a: TypeID, _ b: TypeID) -> Bool {
        if a == b { return true }
        switch (program.types[a], program.types[b]) {
        case (.function(let f), .function(let g)):
            let f = program.types.functionTypes[f]
            let g = program.types.functionTypes[g]
            if f.hasNoPrototype || g.hasNoPrototype { return agree(f.result, g.result) }
            return f.isVariadic == g.isVariadic && f.parameters.count == g.parameters.count
                && agree(f.result, g.result)
                && zip(f.parameters, g.parameters).allSatisfy { agree($0, $1) }
        case (.array(let e, _), .incompleteArray(let f)),
            (.incompleteArray(let e), .array(let f, _)):
            return agree(e, f)
        case (.pointer, .pointer): return true
        case (.enumeration(_, let u), .integer), (.integer, .enumeration(_, let u)):
            return program.types.size(u) == program.types.size(a)
                && program.types.size(a) == program.types.size(b)
        case (.record(let r), .record(let s)):
            return !program.types.records[r].isComplete || !program.types.records[s].isComplete
        default: return false
        }
    }

    private func place(_ position: SourcePosition) -> String {
        guard !position.isNone else { return "an unknown place" }
        return "\(program.strings[program.files[position.file].path]):\(position.line)"
    }

    private mutating func report(_ text: String, at position: SourcePosition) {
        program.diagnostics.append(
            UnitDiagnostic(
                severity: .warning, message: program.strings.intern(text), position: position))
    }
}
