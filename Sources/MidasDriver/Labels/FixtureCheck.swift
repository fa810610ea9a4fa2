import MidasBase
import MidasBuildDatabase
import MidasFindings

/// Analyses labelled files and compares what is found with their labels.
public struct FixtureCheck: Sendable {
    /// What came of one labelled file.
    public struct Result: Sendable {
        public var file: String
        /// Labels that do not hold, `file:line: expected …, found …`.
        public var mismatches: [String]
        /// Why the labels are known not to hold, where the file says so.
        public var gap: String?

        /// Labels hold, or a known gap is still one.
        public var isAsExpected: Bool { mismatches.isEmpty == (gap == nil) }

        /// What to tell: nothing where all is as expected.
        public var complaints: [String] {
            guard let gap else { return mismatches }
            return mismatches.isEmpty
                ? ["\(file):1: all labels hold, so 'midas-gap: \(gap)' can go"] : []
        }
    }

    private let place: ParserPlace
    private let usesCache: Bool

    /// Parses in child processes, with the user's cache.
    public init() {
        place = .children
        usesCache = true
    }

    /// Parses in this process, without a cache.
    package init(parser: UnitParser) {
        place = .here(parser)
        usesCache = false
    }

    /// The results of files, in their order; those that only accompany others are left out.
    public func results(of files: [String], jobs: Int) throws(UsageError) -> [Result] {
        let absolute = files.map { Paths.absolute($0, in: currentFolder()) }
        let sources = absolute.map(Self.read)
        var accompanying: Set<String> = []
        for (file, source) in zip(absolute, sources) {
            let folder = Paths.parent(file)
            accompanying.formUnion(
                (source?.companions ?? []).map { Paths.absolute($0, in: folder) })
        }
        let cases = absolute.filter { !accompanying.contains($0) || absolute.count == 1 }
        let results = JobPool.run(count: cases.count, workers: jobs) { result(of: cases[$0]) }
        return results.compactMap { $0 }
    }

    private static func read(_ file: String) -> LabelledSource? {
        guard let bytes = try? FileContents.read(file) else { return nil }
        return LabelledSource(String(decoding: bytes, as: UTF8.self))
    }

    /// Analyses one case with its companions and compares the labels of all their files.
    private func result(of file: String) -> Result {
        guard let source = Self.read(file) else {
            return Result(file: file, mismatches: ["\(file):1: cannot be read"])
        }
        let folder = Paths.parent(file)
        let files = [file] + source.companions.map { Paths.absolute($0, in: folder) }
        do {
            let report = try analyze(files, as: source)
            let mismatches = files.flatMap { Self.mismatches(report, file: $0) }
            return Result(file: file, mismatches: mismatches, gap: source.gap)
        } catch {
            return Result(file: file, mismatches: ["\(file):1: \(error)"], gap: source.gap)
        }
    }

    private func analyze(
        _ files: [String], as source: LabelledSource
    ) throws(UsageError) -> AnalysisResult {
        var request = AnalysisRequest()
        request.paths = files
        // Flags of its own keep a database that happens to lie above out of it.
        request.flags = source.flags.isEmpty ? ["-D_GNU_SOURCE"] : source.flags
        request.profile = source.profile
        request.faults = source.faults
        request.jobs = 1
        request.usesCache = usesCache
        request.isQuiet = true
        return try Analyzer.run(request, folder: "/", place: place)
    }

    private static func mismatches(_ result: AnalysisResult, file: String) -> [String] {
        guard let source = read(file) else { return ["\(file):1: cannot be read"] }
        let name = Paths.relative(file, to: result.root) ?? file
        let errors = result.report.diagnostics
            .filter { $0.severity == .error && $0.location?.file == name }
            .map { "\(file):\($0.location?.line ?? 1): \($0.message)" }
        let wrong = LabelCheck(result.report, file: name).mismatches(source).map { mismatch in
            "\(file):\(mismatch.line): expected \(mismatch.expected), found \(mismatch.found)"
        }
        return errors + wrong
    }
}
