import MidasBase
import MidasBuildDatabase
import MidasDictionary
import MidasFindings
import MidasIR

/// What the sources of a request call and do not define.
public enum SourceUses {
    /// How many places of a function are named.
    static let placeLimit = 3

    /// Parses the units and counts their calls.
    ///
    /// - Throws: where nothing can be parsed, or what is wrong with the usage.
    public static func read(_ request: AnalysisRequest) throws(UsageError) -> [ExternalUse] {
        try read(request, place: .children)
    }

    package static func read(
        _ request: AnalysisRequest, place: ParserPlace
    ) throws(UsageError) -> [ExternalUse] {
        let folder = currentFolder()
        let root = AnalysisRoot.of(request.paths, in: folder)
        let configuration = try Configuration.find(
            named: request.configurationFile, root: root, folder: folder)
        let plan = try UnitPlanner.plan(
            request, configuration: configuration, root: root, folder: folder)
        let source = UnitSource(
            place: place, cache: nil, jobs: request.jobs ?? 2, isQuiet: request.isQuiet)
        var units: [MidasIR.Unit] = []
        var failures: [String] = []
        for (unit, outcome) in zip(plan.units, source.outcomes(of: plan)) {
            switch outcome {
            case .lowered(let lowered): units.append(lowered)
            case .failed(let reason): failures.append("\(unit.file): \(reason)")
            case .included, .skipped: break
            }
        }
        guard !units.isEmpty else {
            let reason = failures.first ?? plan.diagnostics.first?.message ?? "no source file"
            throw UsageError("nothing could be parsed: \(reason)")
        }
        return uses(in: units)
    }

    /// The direct and virtual calls of functions that no unit defines, by name.
    package static func uses(in units: [MidasIR.Unit]) -> [ExternalUse] {
        var defined: Set<String> = []
        for unit in units {
            for symbol in unit.symbols.elements where symbol.flags.contains(.isDefined) {
                defined.insert(unit.strings[symbol.usr])
            }
        }
        var uses: [String: ExternalUse] = [:]
        for unit in units {
            for function in unit.functions.elements {
                count(function, of: unit, defined: defined, into: &uses)
            }
        }
        return uses.values.sorted { $0.name < $1.name }
    }

    private static func count(
        _ function: Function, of unit: MidasIR.Unit, defined: Set<String>,
        into uses: inout [String: ExternalUse]
    ) {
        for instruction in function.instructions.elements where instruction.opcode == .call {
            guard let symbol = callee(of: instruction, function) else { continue }
            let declaration = unit.symbols[symbol]
            guard !defined.contains(unit.strings[declaration.usr]) else { continue }
            let name = unit.strings[declaration.qualifiedName]
            var use = uses[name] ?? ExternalUse(name: name, calls: 0)
            use.calls += 1
            if use.signature.isEmpty { use.signature = unit.strings[declaration.typeSpelling] }
            let position = function.ranges[instruction.range].begin
            let place = "\(unit.strings[unit.files[position.file].path]):\(position.line)"
            if use.places.count < placeLimit && !use.places.contains(place) {
                use.places.append(place)
            }
            uses[name] = use
        }
    }

    private static func callee(of instruction: Instruction, _ function: Function) -> SymbolID? {
        switch function.calls[CallID(instruction.extra)].callee {
        case .direct(let symbol), .virtual(let symbol): symbol
        case .indirect: nil
        }
    }
}
