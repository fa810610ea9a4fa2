import Foundation
import Glibc
import MidasAnalysis
import MidasBase
import MidasBuildDatabase
import MidasClangFrontend
import MidasDictionary
import MidasFindings
import MidasIR

/// What an analysis gives: the report, and where its sources lie.
public struct AnalysisResult: Sendable {
    public var report: Report
    /// The folder that the report's paths are relative to, absolute.
    public var root: String

    /// Nothing at all could be analysed.
    public var isEmpty: Bool { report.summary.translationUnits == 0 }
}

/// From a request to a report: the whole way, with all files and processes it needs.
public struct Analyzer {
    private let request: AnalysisRequest
    private let configuration: Configuration
    private let root: String
    private let folder: String
    private let place: ParserPlace

    /// Runs a request and renders the report; one that was made from the same before is taken from
    /// the cache.
    ///
    /// - Throws: what is wrong with the usage or the configuration. What is wrong with the sources
    ///   stands in the report.
    public static func run(
        _ request: AnalysisRequest, output: ReportOutput
    ) throws(UsageError) -> RenderedReport {
        signal(SIGPIPE, SIG_IGN)
        Interruption.shared.watch()
        return try Analyzer(request, folder: currentFolder(), place: .children).rendered(output)
    }

    package static func run(
        _ request: AnalysisRequest, folder: String, place: ParserPlace
    ) throws(UsageError) -> AnalysisResult {
        let analyzer = try Analyzer(request, folder: folder, place: place)
        let plan = try analyzer.plan()
        let libclang = try LibclangChoice.find()
        return try analyzer.result(
            plan, libclang, analyzer.cache(libclang, plan), readFiles: ReadFiles())
    }

    package init(
        _ request: AnalysisRequest, folder: String, place: ParserPlace
    ) throws(UsageError) {
        guard !request.paths.isEmpty else { throw UsageError("name a file or folder to analyse") }
        root = AnalysisRoot.of(request.paths, in: folder)
        configuration = try Configuration.find(
            named: request.configurationFile, root: root, folder: folder)
        self.request = request
        self.folder = folder
        self.place = place
    }

    package func rendered(_ output: ReportOutput) throws(UsageError) -> RenderedReport {
        let plan = try plan()
        let libclang = try LibclangChoice.find()
        let cache = cache(libclang, plan)
        let reports = cache.map { reportCache($0, plan, output) }
        if !request.showsStatistics, let known = reports?.find() { return known }
        let readFiles = ReadFiles()
        let report = output.rendered(try result(plan, libclang, cache, readFiles: readFiles))
        if let inputs = readFiles.all { reports?.store(report, inputs: inputs) }
        return report
    }

    private func plan() throws(UsageError) -> UnitPlan {
        try UnitPlanner.plan(request, configuration: configuration, root: root, folder: folder)
    }

    /// - Parameter observe: told of every program with what was found in it.
    private func result(
        _ plan: UnitPlan, _ libclang: LibclangChoice, _ cache: UnitCache?, readFiles: ReadFiles,
        observe: (Program, Report, NondeterminismDictionary) -> Void = { _, _, _ in }
    ) throws(UsageError) -> AnalysisResult {
        let source = UnitSource(
            place: place, cache: cache, jobs: jobs, isQuiet: request.isQuiet, readFiles: readFiles)
        let table = StatisticsTable(isShown: request.showsStatistics)
        var assembly = ReportAssembly(
            plan: plan, outcomes: plan.units.isEmpty ? [] : source.outcomes(of: plan))
        Interruption.shared.endIfRequested()
        table.row(PhaseFigures("units", ["units": plan.units.count]))
        assembly.report.tool = ToolDescription(
            version: MidasVersion.current, libclang: libclang.versionText)
        assembly.report.profile = profile
        assembly.report.summary.linesOfCode = LineCounter.lines(of: assembly.units, root: root)
        let dictionary = try dictionary()
        let groups = ProgramGroups.of(
            assembly.units, outputs: assembly.outputs, plan: plan, configuration: configuration)
        var linker = GroupLinker(assembly.takeUnits(), groups: groups)
        for group in groups {
            Interruption.shared.endIfRequested()
            let linked = linker.link(group)
            assembly.addLinkerWarnings(linked)
            table.row(PhaseFigures("link", ["functions": linked.program.functions.count]))
            let options = AnalysisOptions(
                profile: profile, faults: Set(request.faults ?? configuration.faults),
                tool: assembly.report.tool, loggingFunctions: configuration.logging,
                entryFunctions: configuration.entries,
                tiers: TierPlan.tiers(configuration.tiers, in: linked.program))
            let findings = withDeepStack {
                analyze(program: linked.program, dictionary: dictionary, options: options) {
                    table.row($0)
                }
            }
            observe(linked.program, findings, dictionary)
            assembly.add(findings, isOnly: groups.count == 1)
        }
        assembly.finishTiers(configuration.tiers)
        return AnalysisResult(report: assembly.report.canonical(), root: root)
    }

    /// The analysis, with every program and what was found in it on the way.
    func result(
        observe: (Program, Report, NondeterminismDictionary) -> Void
    ) throws(UsageError) -> AnalysisResult {
        let plan = try plan()
        let libclang = try LibclangChoice.find()
        return try result(
            plan, libclang, cache(libclang, plan), readFiles: ReadFiles(), observe: observe)
    }

    /// The programs of the request, linked and not analysed, with the number of their units.
    func linked() throws(UsageError) -> [(program: Program, units: Int)] {
        let plan = try plan()
        let libclang = try LibclangChoice.find()
        let source = UnitSource(
            place: place, cache: cache(libclang, plan), jobs: jobs, isQuiet: request.isQuiet)
        var assembly = ReportAssembly(plan: plan, outcomes: source.outcomes(of: plan))
        let groups = ProgramGroups.of(
            assembly.units, outputs: assembly.outputs, plan: plan, configuration: configuration)
        var linker = GroupLinker(assembly.takeUnits(), groups: groups)
        return groups.map { (linker.link($0).program, $0.units.count) }
    }

    /// What midas brings along, then the files of the configuration, then those of the request.
    private func dictionary() throws(UsageError) -> NondeterminismDictionary {
        try DictionaryLoading.load(dictionaryFiles)
    }

    private var dictionaryFiles: [String] {
        configuration.dictionaries
            + request.dictionaryFiles.map { Paths.absolute($0, in: folder) }
    }

    private var profile: Profile { request.profile ?? configuration.profile ?? .replicated }

    private var jobs: Int { max(1, request.jobs ?? ProcessInfo.processInfo.activeProcessorCount) }

    /// The cache, unless it is not wanted or the user has no folder for one.
    private func cache(_ libclang: LibclangChoice, _ plan: UnitPlan) -> UnitCache? {
        guard request.usesCache,
            let base = request.cacheFolder.map({ Paths.absolute($0, in: folder) })
                ?? CacheFolder.ofUser()
        else { return nil }
        var salt = DigestBuilder()
        salt.add(MidasVersion.current)
        salt.add(Executable.identity)
        salt.add(libclang.identity)
        salt.add(root)
        salt.add(plan.headerNames)
        return UnitCache(folder: base, salt: salt.finish(), digests: FileDigests())
    }

    /// Where the whole report is kept: under all that it depends on besides the files that the
    /// parser reads.
    private func reportCache(
        _ cache: UnitCache, _ plan: UnitPlan, _ output: ReportOutput
    ) -> ReportCache {
        var key = DigestBuilder()
        key.add(cache.salt.text)
        key.add(output.identity)
        key.add(profile.rawValue)
        key.add((request.faults ?? configuration.faults).map(\.rawValue).sorted())
        key.add("\(configuration)")
        for file in dictionaryFiles { key.add(cache.digests.digest(of: file)?.text ?? "") }
        key.add(plan.diagnostics.map { "\($0)" })
        key.add(plan.failedFiles)
        key.add(plan.links.map { "\($0)" })
        for unit in plan.units {
            key.add(unit)
            key.add(unit.output ?? "")
        }
        return ReportCache(folder: cache.folder, key: key.finish(), digests: cache.digests)
    }
}

/// The working folder of the process, absolute.
func currentFolder() -> String { FileManager.default.currentDirectoryPath }
