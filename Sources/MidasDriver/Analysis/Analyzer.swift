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

    /// Runs a request.
    ///
    /// - Throws: what is wrong with the usage or the configuration. What is wrong with the sources
    ///   stands in the report.
    public static func run(_ request: AnalysisRequest) throws(UsageError) -> AnalysisResult {
        signal(SIGPIPE, SIG_IGN)
        Interruption.shared.watch()
        return try run(request, folder: currentFolder(), place: .children)
    }

    package static func run(
        _ request: AnalysisRequest, folder: String, place: ParserPlace
    ) throws(UsageError) -> AnalysisResult {
        guard !request.paths.isEmpty else { throw UsageError("name a file or folder to analyse") }
        let root = AnalysisRoot.of(request.paths, in: folder)
        let configuration = try Configuration.find(
            named: request.configurationFile, root: root, folder: folder)
        let analyzer = Analyzer(
            request: request, configuration: configuration, root: root, folder: folder,
            place: place)
        return try analyzer.result()
    }

    private func result() throws(UsageError) -> AnalysisResult {
        let plan = try UnitPlanner.plan(
            request, configuration: configuration, root: root, folder: folder)
        let libclang = try LibclangChoice.find()
        let source = UnitSource(
            place: place, cache: cache(libclang, plan), jobs: jobs, isQuiet: request.isQuiet)
        let table = StatisticsTable(isShown: request.showsStatistics)
        let outcomes = plan.units.isEmpty ? [] : source.outcomes(of: plan)
        Interruption.shared.endIfRequested()
        table.row(PhaseFigures("units", ["units": plan.units.count]))
        var assembly = ReportAssembly(plan: plan, outcomes: outcomes)
        assembly.report.tool = ToolDescription(
            version: MidasVersion.current, libclang: libclang.versionText)
        assembly.report.profile = profile
        let dictionary = try dictionary()
        let groups = ProgramGroups.of(assembly.units, configuration: configuration, root: root)
        for group in groups {
            Interruption.shared.endIfRequested()
            let members = group.units.map { assembly.units[$0] }
            let program = Linker.link(members, name: group.name)
            assembly.addLinkerWarnings(program, from: members)
            table.row(PhaseFigures("link", ["functions": program.functions.count]))
            let options = AnalysisOptions(
                profile: profile, faults: Set(request.faults ?? configuration.faults),
                tool: assembly.report.tool)
            let findings = withDeepStack {
                analyze(program: program, dictionary: dictionary, options: options) {
                    table.row($0)
                }
            }
            assembly.add(findings, isOnly: groups.count == 1)
        }
        return AnalysisResult(report: assembly.report.canonical(), root: root)
    }

    /// What midas brings along, then the files of the configuration, then those of the request.
    private func dictionary() throws(UsageError) -> NondeterminismDictionary {
        let named = request.dictionaryFiles.map { Paths.absolute($0, in: folder) }
        return try DictionaryLoading.load(configuration.dictionaries + named)
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
}

/// The working folder of the process, absolute.
func currentFolder() -> String { FileManager.default.currentDirectoryPath }
