import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// Analyses one program: which persistent states may differ between replicas, and why.
///
/// Cost: linear in the size of the program's bodies and of the sets that points-to finds, times one
/// more than a sixty-fourth of the number of sources.
public func analyze(
    program: Program, dictionary: NondeterminismDictionary, options: AnalysisOptions
) -> Report {
    let models = ExternalModels(program, dictionary)
    let facts = PointsToAnalysis.run(program, models: models)
    let entries = EntryAnalysis.run(program, facts, models: models)
    let concurrency = ConcurrencyAnalysis.facts(
        program: program, pointsTo: facts, models: models, entries: entries)
    let context = FlowContext(
        program: program, facts: facts, dictionary: dictionary, models: models,
        channels: ChannelKinds(InstanceCalls(program, facts, models)), entries: entries,
        options: options, concurrency: concurrency)
    return report(context, tool: options.tool)
}

private func report(_ context: FlowContext, tool: ToolDescription) -> Report {
    let (flow, summaries) = FlowBuilder.build(context)
    let adjacency = FlowAdjacency(flow, summaries)
    let places = CodePlaces(context: context)
    let sources = SourceCatalog(flow, places)
    var spans = MemorySpans(context.program, context.facts)
    let catalog = StateCatalog(flow, places, &spans)
    let builder = ReportBuilder(
        places: places, sources: sources, catalog: catalog,
        verdicts: Verdicts(flow, adjacency, sources, catalog),
        witnesses: WitnessSearch(flow, adjacency, places), relaxed: summaries.relaxed)
    return builder.build(tool: tool)
}
