import InterpreterSupport
import MidasAnalysis

/// Whether the oracle would notice: it is run with an analysis that makes a mistake.
public struct PlantedFaults: Sendable {
    public struct Finding: Sendable, CustomStringConvertible {
        public var fault: String
        /// The first of the programs that shows the fault; nil where none does.
        public var seed: UInt64?

        public var description: String {
            "\(fault): " + (seed.map { "found by program \($0)" } ?? "not found")
        }
    }

    public var oracle: Oracle

    public init(oracle: Oracle) { self.oracle = oracle }

    public static var names: [String] { AnalysisFaults.all.map(\.name) }

    /// The first program that shows each fault. A program whose states the sound analysis calls
    /// wrongly counts for none.
    public func find(_ names: [String] = names, in seeds: some Sequence<UInt64>) -> [Finding] {
        var open = AnalysisFaults.all.filter { names.contains($0.name) }
        var found: [String: UInt64] = [:]
        for seed in seeds where !open.isEmpty {
            let program = Generator.program(seed: seed)
            guard case .success(let trial) = oracle.trial(of: program) else { continue }
            let shown = open.filter { shows($0.fault, trial) }
            guard !shown.isEmpty, case .agrees = oracle.judge(trial) else { continue }
            for fault in shown { found[fault.name] = seed }
            open.removeAll { fault in shown.contains { $0.name == fault.name } }
        }
        return names.map { Finding(fault: $0, seed: found[$0]) }
    }

    /// The first program that shows a fault, made small.
    public func shrunk(_ name: String, _ seeds: ClosedRange<UInt64>) -> SourceProgram? {
        guard let fault = AnalysisFaults.all.first(where: { $0.name == name })?.fault,
            let seed = find([name], in: seeds).first?.seed
        else { return nil }
        var faulty = oracle
        faulty.options.mistakes = fault
        return Shrinker(oracle: faulty).shrink(Generator.program(seed: seed))
    }

    private func shows(_ fault: AnalysisFaults, _ trial: Oracle.Trial) -> Bool {
        var faulty = oracle
        faulty.options.mistakes = fault
        if case .contradicts = faulty.judge(trial) { return true }
        return false
    }
}
