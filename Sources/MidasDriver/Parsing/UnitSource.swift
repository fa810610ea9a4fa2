import MidasBuildDatabase
import MidasClangFrontend
import MidasFindings
import MidasIR

/// What became of one unit of the plan.
package enum UnitOutcome: Sendable {
    case lowered(Unit)
    /// Why there is no unit, in words.
    case failed(String)
    /// Other sources include it, and it does not stand alone.
    case included
    /// The user interrupted before it was begun.
    case skipped
}

/// Where units are parsed.
package enum ParserPlace: Sendable {
    /// In child processes, which a hostile source may kill.
    case children
    /// In this process, by this parser.
    case here(UnitParser)
}

/// Gives the units of a plan: from the cache where it has them, else from the parser.
package struct UnitSource: Sendable {
    let place: ParserPlace
    let cache: UnitCache?
    let jobs: Int
    let isQuiet: Bool
    /// Is told what the units were made from.
    let readFiles: ReadFiles?

    package init(
        place: ParserPlace, cache: UnitCache?, jobs: Int, isQuiet: Bool,
        readFiles: ReadFiles? = nil
    ) {
        self.readFiles = readFiles
        self.place = place
        self.cache = cache
        self.jobs = jobs
        self.isQuiet = isQuiet
    }

    /// The outcome of each unit, in the order of the plan.
    package func outcomes(of plan: UnitPlan) -> [UnitOutcome] {
        let progress = Progress(total: plan.units.count, isQuiet: isQuiet)
        defer { progress.finish() }
        let units = plan.units
        let root = plan.root
        let outcomes = JobPool.run(
            count: units.count, workers: jobs, makeWorker: { ParserProcess() }
        ) { process, index in
            let unit = units[index]
            let outcome = outcome(of: ParserRequest(unit: unit, root: root), process)
            progress.advance(to: Paths.relative(unit.file, to: root) ?? unit.file)
            return outcome
        }
        return zip(units, outcomes).map { unit, outcome in
            if case .lowered(let lowered)? = outcome, plan.includedSources.contains(unit.file),
                !lowered.isWhole
            {
                return .included
            }
            return outcome ?? .skipped
        }
    }

    private func outcome(of request: ParserRequest, _ process: ParserProcess) -> UnitOutcome {
        if let entry = cache?.findEntry(request.unit),
            let unit = try? entry.withPayload(BinaryForm.decodeTrusted)
        {
            readFiles?.add(entry.inputs.lazy.map(\.path))
            return .lowered(unit)
        }
        let reply =
            switch place {
            case .children: process.parse(request)
            case .here(let parser): withDeepStack { parser.parse(request) }
            }
        switch reply {
        case .failure(let reason):
            readFiles?.addUnknown()
            return .failed(reason)
        case .unit(let bytes, let inputs):
            guard let unit = try? BinaryForm.decode(bytes) else {
                readFiles?.addUnknown()
                return .failed("the parser's answer is damaged")
            }
            store(bytes, request.unit, inputs)
            return .lowered(unit)
        }
    }

    /// Keeps a unit if it is known what it was made from.
    private func store(_ bytes: [UInt8], _ unit: CompileUnit, _ inputs: [String]) {
        let virtual = Set(unit.virtualFiles.map(\.path))
        let real = inputs.filter { !virtual.contains($0) }
        guard real.contains(unit.file) else {
            readFiles?.addUnknown()
            return
        }
        readFiles?.add(real)
        cache?.store(bytes, for: unit, inputs: real)
    }
}

extension Unit {
    /// Whether the parser understood all of it.
    fileprivate var isWhole: Bool {
        !diagnostics.contains { $0.severity == .error || $0.severity == .fatal }
    }
}
