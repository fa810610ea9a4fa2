import MidasBase
import MidasFindings

/// A report in which every member of the model is set somewhere.
let sampleReport: Report = {
    var report = Report(
        tool: ToolDescription(version: "0.1.0", libclang: "clang version 21.0.0"))
    report.programs = [
        ProgramDescription(
            name: "server", main: Location(file: "main.c", line: 9, column: 5), units: 2),
        ProgramDescription(name: "libtickets", main: nil, units: 1),
    ]
    report.summary.status = .incomplete
    report.summary.translationUnits = 3
    report.summary.failedTranslationUnits = 1
    report.summary.functions = 12
    report.summary.linesOfCode = 240
    report.sources = [clockSource, randomSource]
    report.states = [stampState, counterState, seedState, outputState]
    report.sharedState = [raceOnCounter]
    report.unknownFunctions = [
        UnknownFunction(
            name: "vendor_hash", calls: 2,
            locations: [
                Location(file: "main.c", line: 40, column: 3),
                Location(file: "main.c", line: 31, column: 3),
            ])
    ]
    report.assumptions = [
        Assumption(what: "bytes of requests are equal in all replicas", category: .input, places: 4)
    ]
    report.tiers = [frontTier, backTier]
    report.diagnostics = [
        Diagnostic(
            severity: .error, message: "'vendor.h' file not found; -I DIR adds a folder",
            location: Location(file: "broken \"name\".c", line: 1, column: 10)),
        Diagnostic(severity: .note, message: "2 units were read from the cache"),
    ]
    return report
}()

private let request = SliverPoint(
    kind: .request, location: Location(file: "main.c", line: 18, column: 6))

private let call = SliverPoint(
    kind: .call, location: Location(file: "main.c", line: 22, column: 5), function: "pay",
    tier: "back", handler: "on_pay")

private let frontTier = TierFinding(
    name: "front", handlers: ["on_request"],
    slivers: [
        Sliver(
            handler: "on_request", direction: .forward, begin: request, end: call,
            message: MessageFinding(
                dependence: .state, sources: [SourceID(7)], carries: [request]),
            occurrence: MessageFinding(dependence: .control, sources: [SourceID(7)]),
            sources: [SourceID(7)], reads: [StateID(3)], writes: [StateID(3)],
            liveLocals: ["now"]),
        Sliver(
            handler: "on_request", direction: .backward, begin: call,
            end: SliverPoint(kind: .reply, location: request.location),
            message: MessageFinding(dependence: .value, sources: [SourceID(7)], carries: [call])),
    ],
    inputs: [
        TierInput(handler: "on_request", point: request, states: []),
        TierInput(handler: "on_request", point: call, states: [StateID(4)]),
    ], program: "server")

private let backTier = TierFinding(
    name: "back", handlers: ["on_pay"],
    slivers: [
        Sliver(
            handler: "on_pay", direction: .backward, begin: request,
            end: SliverPoint(kind: .reply, location: request.location))
    ], inputs: [TierInput(handler: "on_pay", point: request, states: [StateID(9)])])

private let clockSource = SourceFinding(
    id: SourceID(7), category: .clock, what: "time",
    location: Location(file: "main.c", line: 20, column: 16), function: "on_request",
    phase: .request, detail: "wall clock", verdict: .effective,
    states: [StateID(4), StateID(3), StateID(3)])

private let randomSource = SourceFinding(
    id: SourceID(3), category: .random, what: "random",
    location: Location(file: "main.c", line: 12, column: 10), function: "main",
    phase: .start, detail: "unseeded generator", verdict: .superficial,
    reason: "overwritten on every path", states: [StateID(9)], program: "server")

private let stampState = StateFinding(
    id: StateID(3), name: "server.stamp", kind: .field, type: "time_t",
    location: Location(file: "server.h", line: 4, column: 12), classification: .pure,
    likelihood: .certain, tier: "front", sources: [SourceID(7)],
    path: [
        PathStep(
            location: Location(file: "main.c", line: 20, column: 16), function: "on_request",
            step: "time returns the wall clock"),
        PathStep(
            location: Location(file: "main.c", line: 20, column: 14), function: "on_request",
            step: "stored in server.stamp"),
    ], program: "server")

private let seedState = StateFinding(
    id: StateID(9), name: "seed", kind: .variable, type: "unsigned int",
    location: Location(file: "main.c", line: 3, column: 14), classification: .superficial,
    likelihood: .likely, sources: [SourceID(3)])

private let counterState = StateFinding(
    id: StateID(1), name: "counter", kind: .variable, type: "int",
    location: Location(file: "main.c", line: 2, column: 12), classification: .deterministic)

private let outputState = StateFinding(
    id: StateID(4), name: "printf", kind: .output, channel: .data, type: "int",
    location: Location(file: "main.c", line: 22, column: 3), classification: .contaminated,
    likelihood: .environmental, sources: [SourceID(7), SourceID(99)])

private let raceOnCounter = SharedState(
    state: "counter", verdict: .racy,
    accesses: [
        SharedState.Access(
            location: Location(file: "main.c", line: 33, column: 3), function: "worker",
            kind: .write, threads: ["worker"], locks: [], race: true),
        SharedState.Access(
            location: Location(file: "main.c", line: 28, column: 9), function: "report",
            kind: .read, threads: ["main"], locks: ["lock"], race: true),
    ], program: "server")
