import Glibc
import MidasAnalysis
import MidasBase
import MidasClangFrontend
import MidasDictionary
import MidasIR

/// What the analyses below the report find in a request, as text for those who work on them.
public struct FactsListing {
    /// What to print.
    public struct Wanted: Sendable {
        /// Only the program of this name.
        public var program: String?
        /// How many of the widest accesses and calls.
        public var widest = 0
        public var entries = false
        public var pointers = false
        /// A cell or value, and the target to explain.
        public var pointer: String?
        public var target = ""
        /// Two functions: how the first comes to call the second.
        public var calls: (from: String, to: String)?

        public init() {}
    }

    private let units: [Unit]
    private let root: String

    /// Lowers the units of a request, or reads them from the one file that `keep` wrote.
    public static func of(_ request: AnalysisRequest) throws(UsageError) -> FactsListing {
        let folder = currentFolder()
        if request.paths.count == 1, let bytes = try? FileContents.read(request.paths[0]),
            let units = try? unpack(bytes)
        {
            return FactsListing(units: units, root: request.paths[0])
        }
        let root = AnalysisRoot.of(request.paths, in: folder)
        let plan = try UnitPlanner.plan(
            request, configuration: Configuration(), root: root, folder: folder)
        let source = UnitSource(
            place: .children, cache: nil, jobs: request.jobs ?? 2, isQuiet: true)
        let units = source.outcomes(of: plan).compactMap { outcome in
            if case .lowered(let unit) = outcome { unit } else { nil }
        }
        return FactsListing(units: units, root: root)
    }

    // MARK: Kept units

    private static func unpack(_ bytes: [UInt8]) throws -> [Unit] {
        var reader = ByteReader(bytes)
        var units: [Unit] = []
        for _ in 0..<(try reader.readCount(minimumSize: 1)) {
            units.append(try BinaryForm.decode(try reader.readBytes()))
        }
        return units
    }

    /// Writes the lowered units, so that another run need not parse.
    public func keep(in file: String) throws(UsageError) {
        var writer = ByteWriter()
        writer.writeVariable(UInt64(units.count))
        for unit in units { writer.write(bytes: BinaryForm.encode(unit)) }
        do {
            try OutputFile.write(writer.bytes, to: file)
        } catch {
            throw UsageError("\(file): \(error.reason)")
        }
    }

    // MARK: Text

    public func text(_ wanted: Wanted) throws(UsageError) -> String {
        let dictionary = try DictionaryLoading.load()
        var text = ""
        for group in ProgramGroups.of(units, configuration: Configuration(), root: root)
        where wanted.program == nil || wanted.program == group.name {
            text += "program \(group.name), units \(group.units.count)\n"
            let program = Linker.link(group.units.map { units[$0] }, name: group.name)
            text += withDeepStack { Self.text(of: program, dictionary, wanted) }
        }
        return text
    }

    private static func text(
        of program: Program, _ dictionary: NondeterminismDictionary, _ wanted: Wanted
    ) -> String {
        let models = ExternalModels(program, dictionary)
        if let pointer = wanted.pointer {
            let lines = PointsToDerivation.explain(
                program, models: models, pointer: pointer, target: wanted.target)
            return lines.map { $0 + "\n" }.joined()
        }
        let begin = processorTime()
        let facts = PointsToAnalysis.run(program, models: models)
        let solved = processorTime()
        if let (from, to) = wanted.calls {
            let lines = CallPaths.shortest(from: from, to: to, program, facts)
            return lines.map { $0 + "\n" }.joined()
        }
        let entries = EntryAnalysis.run(program, facts, models: models)
        Console.complain(
            "points-to \(solved - begin) ms, entries \(processorTime() - solved) ms")
        var text = PointsToSizes(program, facts).text(program, facts, listed: wanted.widest)
        if wanted.entries { text += entries.text(of: program, facts) }
        if wanted.pointers { text += facts.text(of: program) }
        return text
    }

    /// Milliseconds that this process has computed.
    private static func processorTime() -> Int { Int(clock()) / 1000 }
}
