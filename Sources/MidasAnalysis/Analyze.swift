import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// Analyses one program: which persistent states may differ between replicas, and why.
///
/// `observe` is told the figures of every phase. Cost: linear in the size of the program's bodies and
/// of the sets that points-to finds.
public func analyze(
    program: Program, dictionary: NondeterminismDictionary, options: AnalysisOptions,
    observe: PhaseObserver = { _ in }
) -> Report {
    let models = ExternalModels(program, dictionary)
    let facts = PointsToAnalysis.run(
        program, models: models,
        entryFunctions: options.entryFunctions + options.tiers.flatMap(\.handlers))
    observe(figures(facts, program))
    let entries = EntryAnalysis.run(program, facts, models: models)
    observe(
        PhaseFigures(
            "entries",
            [
                "entries": entries.entries.count, "request loops": entries.requestLoops.count,
                "dispatches": entries.dispatches.count,
            ]))
    let channels = ChannelKinds(InstanceCalls(program, facts, models))
    let concurrency = ConcurrencyAnalysis.facts(
        program: program, pointsTo: facts, models: models, entries: entries, channels: channels)
    observe(
        PhaseFigures(
            "concurrency",
            [
                "shared cells": concurrency.shared.count,
                "unordered accesses": concurrency.unorderedSites.count,
            ]))
    let context = FlowContext(
        program: program, facts: facts, dictionary: dictionary, models: models,
        channels: channels, entries: entries,
        options: options, concurrency: concurrency,
        loggers: LoggingFunctions.instances(program, facts, named: options.loggingFunctions),
        messages: FlowContext.messages(program, options.tiers))
    return report(context, tool: options.tool, observe)
}

private func figures(_ facts: PointsToFacts, _ program: Program) -> PhaseFigures {
    PhaseFigures(
        "points-to",
        [
            "functions": program.functions.count,
            "instructions": program.functions.elements.reduce(0) { $0 + $1.instructions.count },
            "instances": facts.callGraph.instances.count,
            "objects": facts.objects.count, "cells": facts.cells.count,
            "sets": facts.sets.slices.count, "members": facts.sets.members.count,
            "unresolved calls": facts.callGraph.unresolved.count, "caps": facts.caps.count,
        ])
}

private func report(
    _ context: FlowContext, tool: ToolDescription, _ observe: PhaseObserver
) -> Report {
    var (flow, summaries) = FlowBuilder.build(context, observe)
    var adjacency = FlowAdjacency(flow, summaries)
    if DispatchTokens(context, flow.tokens).activate(&flow, adjacency) {
        adjacency = FlowAdjacency(flow, summaries)
    }
    flow.activateLayoutSources(adjacency)
    let places = CodePlaces(context: context)
    let sources = SourceCatalog(flow, places)
    var spans = MemorySpans(context.program, context.facts)
    let catalog = StateCatalog(flow, places, &spans)
    observe(
        PhaseFigures(
            "catalogs",
            ["sources": sources.entries.count, "states": catalog.entries.count]))
    let verdicts = Verdicts(flow, adjacency, sources, catalog)
    observe(verdicts.figures)
    let tiers = TierAnalysis.run(flow, adjacency, sources, catalog, verdicts, places)
    let builder = ReportBuilder(
        places: places, sources: sources, catalog: catalog, verdicts: verdicts,
        witnesses: WitnessPaths(flow, places), relaxed: summaries.relaxed,
        assumed: flow.assumed, sharedForCost: flow.sharedForCost, tiers: tiers)
    let report = builder.build(tool: tool)
    observe(PhaseFigures("report", ["states": report.states.count]))
    return report
}
