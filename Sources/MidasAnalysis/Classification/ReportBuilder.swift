import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// Findings from what the analyses decided.
struct ReportBuilder {
    let places: CodePlaces
    let sources: SourceCatalog
    let catalog: StateCatalog
    let verdicts: Verdicts
    let witnesses: WitnessPaths
    /// Instances in cycles of calls that were not summarised.
    let relaxed: [InstanceID]
    let assumed: [AssumedSite]
    /// Cells that were too dear to follow version by version.
    let sharedForCost: Int
    let tiers: TierAnalysis.Outcome

    private var context: FlowContext { places.context }

    func build(tool: ToolDescription) -> Report {
        var report = Report(tool: tool, profile: context.options.profile)
        report.programs = [program]
        report.sources = sources.entries.indices.map { source($0) }
        report.states = catalog.entries.indices.map { state($0) }
        report.sharedState = sharedState()
        report.tiers = tiers.findings
        report.unknownFunctions = unknownFunctions()
        report.assumptions = assumed.assumptions(places)
        report.diagnostics = diagnostics()
        report.summary.functions = context.program.functions.count
        if report.diagnostics.contains(where: { $0.severity != .note }) {
            report.summary.status = .incomplete
        }
        return report.canonical()
    }

    private var program: ProgramDescription {
        let main = context.program.main.map {
            places.location(context.program.symbols[$0].position)
        }
        return ProgramDescription(
            name: context.program.name, main: main, units: context.program.unitPaths.count)
    }

    // MARK: Findings

    private func source(_ index: Int) -> SourceFinding {
        let entry = sources.entries[index]
        let isEffective = verdicts.isEffective[index]
        let states = verdicts.states.indices.filter {
            verdicts.states[$0].sources.contains(index)
        }
        return SourceFinding(
            id: SourceID(index + 1), category: entry.category, what: entry.what,
            location: entry.location, function: entry.function, phase: entry.phase,
            detail: entry.refinement.name, verdict: isEffective ? .effective : .superficial,
            reason: isEffective ? "" : reason(index, states), states: states.map { StateID($0 + 1) }
        )
    }

    private func reason(_ source: Int, _ states: [Int]) -> String {
        if !states.isEmpty { return "it reaches log output only" }
        let touched = verdicts.states.indices.first {
            verdicts.states[$0].touches.contains(source)
        }
        guard let touched else { return "it reaches no persistent state" }
        let name = catalog.entries[touched].name
        return "the value of \(name) at quiescence is the same whatever it was"
    }

    private func state(_ index: Int) -> StateFinding {
        let entry = catalog.entries[index]
        let verdict = verdicts.states[index]
        var finding = StateFinding(
            id: StateID(index + 1), name: entry.name, kind: entry.kind, channel: entry.channel,
            type: entry.type, location: entry.location, classification: verdict.classification,
            tier: tiers.tierOfState[index])
        if !verdict.witness.isEmpty {
            finding.likelihood = verdict.likelihood
            finding.sources = verdict.sources.members.map { SourceID($0 + 1) }
            finding.path = witnesses.steps(verdict.witness)
        } else if verdict.classification == .superficial {
            finding.likelihood = verdict.touches.members.map { sources.entries[$0].likelihood }
                .min()
            finding.sources = verdict.touches.members.map { SourceID($0 + 1) }
        }
        return finding
    }

    // MARK: Shared state

    private func sharedState() -> [SharedState] {
        var cells: [String: [SharedCell]] = [:]
        for shared in context.concurrency.shared {
            cells[cellName(shared.cell), default: []].append(shared)
        }
        let builder = SharedStateBuilder(places: places, profiles: context.concurrency.profiles)
        return cells.keys.sorted().map { builder.state($0, cells[$0, default: []]) }
    }

    /// A cell as the source names it.
    private func cellName(_ cell: CellID) -> String {
        let known = context.facts.cells[cell]
        var name: String
        switch context.facts.objects[known.object].kind {
        case .global(let symbol): name = places.name(symbol)
        case .local(let instance, let local):
            let variable = context.function(instance).locals[local]
            name = "\(places.functionName(instance)).\(context.program.strings[variable.name])"
        default: name = ""
        }
        guard let id = known.record.id else { return name.isEmpty ? "heap object" : name }
        let record = context.program.types.records[id]
        guard Int(known.field) < record.fields.count else { return name }
        let field = context.program.strings[record.fields[Int(known.field)].name]
        let owner = context.program.strings[record.name]
        return name.isEmpty ? "\(owner)::\(field)" : "\(name).\(field)"
    }

    // MARK: Coverage

    private func unknownFunctions() -> [UnknownFunction] {
        var locations: [SymbolID: [Location]] = [:]
        for (site, targets) in context.facts.callGraph.targets {
            for case .external(let symbol) in targets where context.models[symbol] == nil {
                locations[symbol, default: []].append(
                    places.location(site.instance, site.instruction))
            }
        }
        return locations.keys.sorted().map { symbol in
            let all = locations[symbol, default: []].sorted()
            return UnknownFunction(name: places.name(symbol), calls: all.count, locations: all)
        }
    }

    private func diagnostics() -> [Diagnostic] {
        var all: [Diagnostic] = []
        for site in context.facts.callGraph.unresolved {
            all.append(
                Diagnostic(
                    severity: .warning, message: "nothing says which function is called here",
                    location: places.location(site.instance, site.instruction)))
        }
        if let first = relaxed.first {
            let name = places.functionName(first)
            all.append(
                Diagnostic(
                    severity: .note,
                    message: "limit reached: \(relaxed.count) functions that call each other, "
                        + "\(name) among them, are analysed without matching calls and returns"))
        }
        if verdicts.unlisted > 0 {
            all.append(
                Diagnostic(
                    severity: .note,
                    message: "limit reached: of \(verdicts.unlisted) sources it is said whether "
                        + "they are effective, and not which states they reach"))
        }
        if sharedForCost > 0 {
            all.append(
                Diagnostic(
                    severity: .note,
                    message: "limit reached: \(sharedForCost) memory cells that many functions "
                        + "use are followed without regard to what overwrites what"))
        }
        for cap in context.facts.sharing {
            all.append(Diagnostic(severity: .note, message: "limit reached: \(cap)"))
        }
        for cap in context.facts.caps {
            all.append(Diagnostic(severity: .warning, message: "limit reached: \(cap)"))
        }
        return all
    }
}
