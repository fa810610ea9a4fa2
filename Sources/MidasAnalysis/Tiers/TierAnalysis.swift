import MidasBase
import MidasFindings
import MidasIR

/// What the handlers of configured tiers do between messages.
///
/// A sliver runs from the request, or from the answer to a nested call, to the next message out. Which
/// sources reach a message, and which messages carry what came in, is reachability in the dependence
/// graph, as for states.
struct TierAnalysis {
    struct Outcome {
        var findings: [TierFinding] = []
        /// By number of state.
        var tierOfState: [Int: String] = [:]
    }

    private let flow: FlowAssembly
    private let catalog: StateCatalog
    private let verdicts: Verdicts
    private let sources: SourceCatalog
    private let places: CodePlaces
    private let reach: MessageReach
    private let handlers: [TierHandler]
    private let sitesByCall: [CallSite: Int]
    private var effects: RegionEffects
    /// By cell: the states that it is part of.
    private var statesOfCell: [CellID: [Int]] = [:]
    /// By instance and instruction: sources there.
    private var sourcesAt: [CallSite: [Int]] = [:]

    private var context: FlowContext { places.context }

    static func run(
        _ flow: FlowAssembly, _ adjacency: FlowAdjacency, _ sources: SourceCatalog,
        _ catalog: StateCatalog, _ verdicts: Verdicts, _ places: CodePlaces
    ) -> Outcome {
        guard !places.context.options.tiers.isEmpty else { return Outcome() }
        var analysis = TierAnalysis(flow, adjacency, sources, catalog, verdicts, places)
        return analysis.outcome()
    }

    private init(
        _ flow: FlowAssembly, _ adjacency: FlowAdjacency, _ sources: SourceCatalog,
        _ catalog: StateCatalog, _ verdicts: Verdicts, _ places: CodePlaces
    ) {
        self.flow = flow
        self.catalog = catalog
        self.verdicts = verdicts
        self.sources = sources
        self.places = places
        effects = RegionEffects(places.context)
        handlers = TierHandler.all(flow, places)
        sitesByCall = Dictionary(
            flow.messages.enumerated().map {
                (CallSite(instance: $1.instance, instruction: $1.instruction), $0)
            }, uniquingKeysWith: { first, _ in first })
        reach = MessageReach(flow, adjacency, sources, catalog, verdicts, handlers, places)
        for (state, entry) in catalog.entries.enumerated() {
            for cell in entry.cells { statesOfCell[cell, default: []].append(state) }
        }
        for (number, source) in sources.entries.enumerated() where verdicts.isEffective[number] {
            for site in source.sites.map({ flow.sources[$0] }) {
                let key = CallSite(instance: site.instance, instruction: site.instruction)
                sourcesAt[key, default: []].append(number)
            }
        }
    }

    private mutating func outcome() -> Outcome {
        var outcome = Outcome()
        var users: [Int: Set<String>] = [:]
        for tier in context.options.tiers {
            var finding = TierFinding(name: tier.name, handlers: [])
            for (number, handler) in handlers.enumerated() where handler.tier.name == tier.name {
                finding.handlers.append(handler.name)
                add(handler, number, to: &finding, &users)
            }
            finding.handlers = Set(finding.handlers).sorted()
            outcome.findings.append(finding)
        }
        outcome.tierOfState = tiersOfStates(users)
        return outcome
    }

    /// By the file of the declaration; where files are of several tiers, by who alone uses a state.
    private func tiersOfStates(_ users: [Int: Set<String>]) -> [Int: String] {
        var found: [Int: String] = [:]
        for (state, entry) in catalog.entries.enumerated() {
            let tiers = context.options.tiers.filter { $0.files.contains(entry.location.file) }
            let using = users[state] ?? []
            if tiers.count == 1 {
                found[state] = tiers[0].name
            } else if tiers.count > 1, using.count == 1 {
                found[state] = using.first
            }
        }
        return found
    }

    // MARK: Handlers

    private mutating func add(
        _ handler: TierHandler, _ number: Int, to finding: inout TierFinding,
        _ users: inout [Int: Set<String>]
    ) {
        let tier = handler.tier
        let code = HandlerCode(handler.instance, context) { site in
            sitesByCall[site].map { handler.call(of: flow.messages[$0].symbol, context) != nil }
                ?? false
        }
        let begin = point(.request, handler)
        finding.inputs.append(
            TierInput(
                handler: handler.name, point: begin,
                states: stateIDs(reach.statesFrom(request: number))))
        let begins = [nil] + code.messages.indices.map { Optional($0) }
        for message in begins {
            let start = message.map { point(code.messages[$0], handler) } ?? begin
            if let message {
                let answers = answerSites(code.messages[message], handler, code)
                finding.inputs.append(
                    TierInput(
                        handler: handler.name, point: start,
                        states: stateIDs(answers.flatMap { reach.statesFrom(answer: $0) })))
            }
            for region in code.regions(from: message) {
                finding.slivers.append(
                    sliver(handler, number, code, region, from: start, tier, &users))
            }
        }
    }

    /// The sites at which the answer to a nested call comes in.
    private func answerSites(
        _ message: CallSite, _ handler: TierHandler, _ code: HandlerCode
    ) -> [Int] {
        guard let site = sitesByCall[message],
            let call = handler.call(of: flow.messages[site].symbol, context)
        else { return [] }
        guard let receive = call.receive else { return [site] }
        let instances = Set(code.runs.map(\.instance))
        return flow.messages.indices.filter {
            places.name(flow.messages[$0].symbol) == receive
                && instances.contains(flow.messages[$0].instance)
        }
    }

    private func point(_ kind: SliverPoint.Kind, _ handler: TierHandler) -> SliverPoint {
        let symbol = context.program.symbols[context.function(handler.instance).symbol]
        return SliverPoint(kind: kind, location: places.location(symbol.position))
    }

    private func point(_ site: CallSite, _ handler: TierHandler) -> SliverPoint {
        var point = SliverPoint(
            kind: .call, location: places.location(site.instance, site.instruction))
        if let number = sitesByCall[site] {
            let symbol = flow.messages[number].symbol
            let call = handler.call(of: symbol, context)
            point.function = places.name(symbol)
            point.tier = call?.tier
            point.handler = call?.handler
        }
        return point
    }

    // MARK: Slivers

    private mutating func sliver(
        _ handler: TierHandler, _ number: Int, _ code: HandlerCode, _ region: HandlerCode.Region,
        from begin: SliverPoint, _ tier: TierOptions, _ users: inout [Int: Set<String>]
    ) -> Sliver {
        let runs = region.runs.map { code.runs[$0] }
        let end = region.end.map { point(code.messages[$0], handler) } ?? point(.reply, handler)
        var sliver = Sliver(
            handler: handler.name, direction: region.end == nil ? .backward : .forward,
            begin: begin, end: end)
        if let site = region.end.flatMap({ sitesByCall[code.messages[$0]] }) {
            sliver.message = message(reach.message(site), handler, code)
            sliver.occurrence = message(reach.occurrence(site), handler, code)
            sliver.liveLocals = liveLocals(site, code, region.end)
        } else {
            let replies = TierHandler.replySites(handler, flow, places, runs)
            sliver.message = message(reach.reply(number, replies), handler, code)
        }
        let accesses = effects.accesses(of: runs)
        let read = states(accesses.reads)
        let written = states(accesses.writes)
        for state in read + written { users[state, default: []].insert(tier.name) }
        sliver.reads = stateIDs(read.filter(isNondeterministic))
        sliver.writes = stateIDs(written.filter(isNondeterministic))
        sliver.sources = sourceIDs(
            runs.flatMap { run in
                run.instructions.flatMap { index in
                    sourcesAt[
                        CallSite(instance: run.instance, instruction: InstructionID(index))] ?? []
                }
            })
        return sliver
    }

    private func isNondeterministic(_ state: Int) -> Bool {
        let isVariable = catalog.entries[state].kind != .output
        return isVariable && verdicts.states[state].classification <= .contaminated
    }

    private func states(_ cells: Set<CellID>) -> [Int] {
        Set(cells.flatMap { statesOfCell[$0] ?? [] }).sorted()
    }

    private func stateIDs(_ states: [Int]) -> [StateID] {
        Set(states).sorted().map { StateID($0 + 1) }
    }

    private func sourceIDs(_ sources: [Int]) -> [SourceID] {
        Set(sources).sorted().map { SourceID($0 + 1) }
    }

    private func message(
        _ found: MessageReach.Found, _ handler: TierHandler, _ code: HandlerCode
    ) -> MessageFinding {
        var points: [SliverPoint] = []
        if found.requests.contains(where: { handlers[$0].instance == handler.instance }) {
            points.append(point(.request, handler))
        }
        for message in code.messages
        where answerSites(message, handler, code).contains(where: found.answers.contains) {
            points.append(point(message, handler))
        }
        return MessageFinding(
            dependence: found.dependence, sources: sourceIDs(found.sources), carries: points)
    }

    /// Locals of the function that makes a nested call which are nondeterministic when the answer
    /// comes, and may still be read.
    private mutating func liveLocals(
        _ site: Int, _ code: HandlerCode, _ message: Int?
    ) -> [String] {
        let tainted = flow.messages[site].locals.filter { reach.isTainted($0.node) }
        guard !tainted.isEmpty, let message else { return [] }
        let later = Set(code.regions(from: message).flatMap(\.runs)).sorted().map { code.runs[$0] }
        let read = effects.accesses(of: later).reads
        let function = context.function(flow.messages[site].instance)
        var names: Set<String> = []
        for (cell, _) in tainted where read.contains(cell) {
            let object = context.facts.objects[context.facts.cells[cell].object]
            guard case .local(_, let local) = object.kind,
                function.locals[local].kind != .temporary
            else { continue }
            names.insert(context.program.strings[function.locals[local].name])
        }
        return names.sorted()
    }
}
