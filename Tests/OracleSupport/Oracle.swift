import InterpreterSupport
import MidasAnalysis
import MidasBase
import MidasClangFrontend
import MidasDictionary
import MidasFindings
import MidasIR
import MidasInterpreter

/// Compares what the analysis says of a program with what its runs show: a state that two runs with
/// the same requests leave different must not be called deterministic or superficial.
public struct Oracle: Sendable {
    /// One state of which the analysis says less than the runs show.
    public struct Contradiction: Hashable, Sendable, CustomStringConvertible {
        /// The name of a variable or field, or `output in line N`.
        public var state: String
        /// Nil where the report does not list the state.
        public var classification: Classification?

        public var description: String {
            "\(state) differs, and is called \(classification?.rawValue ?? "nothing")"
        }
    }

    public struct Tally: Hashable, Sendable {
        /// States of the program.
        public var states = 0
        /// Those that some runs left different.
        public var differing = 0
        /// Called nondeterministic, and equal in all runs.
        public var alarms = 0

        public init() {}

        public static func += (total: inout Tally, part: Tally) {
            total.states += part.states
            total.differing += part.differing
            total.alarms += part.alarms
        }
    }

    public enum Verdict: Sendable {
        case agrees(Tally)
        case contradicts([Contradiction], Tally)
        /// It does not compile, or does what its language leaves undefined.
        case rejected(String)
    }

    public var worlds = 5
    /// Operations that one run may take.
    public var budget = 200_000
    private let library: LibClang
    private let dictionary: NondeterminismDictionary
    public var options: AnalysisOptions

    public init(
        library: LibClang, dictionary: NondeterminismDictionary = .builtIn(),
        options: AnalysisOptions = AnalysisOptions()
    ) {
        self.library = library
        self.dictionary = dictionary
        self.options = options
    }

    /// A program made ready, and what its runs left.
    struct Trial: Sendable {
        /// What is analysed.
        var unit: MidasIR.Unit
        /// What is run: the same with the driver of a library.
        var runnable: MidasIR.Unit
        /// By world: the quiescence points.
        var runs: [[Snapshot]]
    }

    /// Parsing recurses: to be called on a thread with a large stack.
    public func verdict(on program: SourceProgram) -> Verdict {
        switch trial(of: program) {
        case .success(let trial): judge(trial)
        case .failure(let problem): .rejected(problem.message)
        }
    }

    func trial(of program: SourceProgram) -> Result<Trial, Problem> {
        lowered(program.text, program).flatMap { unit in
            program.driver.isEmpty
                ? .success((unit, unit))
                : lowered(program.runnableText, program).map { (unit, $0) }
        }.flatMap { unit, runnable in
            var runs: [[Snapshot]] = []
            for world in 0..<worlds {
                switch run(runnable, program, world) {
                case .success(let snapshots): runs.append(snapshots)
                case .failure(let problem): return .failure(problem)
                }
            }
            return .success(Trial(unit: unit, runnable: runnable, runs: runs))
        }
    }

    func classes(of units: [MidasIR.Unit]) -> StateClasses {
        let linked = Linker.link(units, name: "oracle")
        return StateClasses(analyze(program: linked, dictionary: dictionary, options: options))
    }

    // MARK: Parsing

    struct Problem: Error { var message: String }

    func lowered(_ text: String, _ program: SourceProgram) -> Result<MidasIR.Unit, Problem> {
        lowered(text, file: program.fileName, program.flags)
    }

    func lowered(
        _ text: String, file: String, _ flags: [String]
    ) -> Result<MidasIR.Unit, Problem> {
        let path = "/" + file
        let source = UnsavedFile(path: path, contents: Array(text.utf8))
        do throws(ParseError) {
            let unit = try library.lower(file: path, arguments: flags, unsavedFiles: [source])
            if let error = unit.diagnostics.first(where: { $0.severity.rawValue >= 2 }) {
                return .failure(
                    Problem(
                        message: "line \(error.position.line): \(unit.strings[error.message])"))
            }
            return .success(unit)
        } catch {
            return .failure(Problem(message: "\(error)"))
        }
    }

    // MARK: Running

    /// What the run leaves at each quiescence point; a run that ends itself, or breaks, leaves what
    /// it had until then.
    private func run(
        _ unit: MidasIR.Unit, _ program: SourceProgram, _ world: Int
    ) -> Result<[Snapshot], Problem> {
        let seed = program.seed &* 1_000_003 &+ UInt64(world)
        let host = World(
            seed: seed, requests: program.requests,
            seedsGenerator: program.callsFunction("srand"))
        var options = Interpreter.Options()
        options.budget = budget
        options.localCapacity = 1 << 12
        options.firstObject = 1 + UInt32(world) * 37
        options.fill = program.readsIndeterminate ? UInt8(world * 29) : 0
        let machine = Interpreter(unit, host: host, options: options)
        switch machine.run(schedule: SeededSchedule(seed: seed, longest: 20)) {
        case .exited: if !host.leftEarly { host.takeSnapshot(machine) }
        case .outOfSteps: break
        case .trapped(let trap):
            switch trap.reason {
            case .notLowered, .unsupported, .unknownFunction, .outOfMemory:
                return .failure(Problem(message: "\(trap)"))
            default: break
            }
        }
        if let read = machine.indeterminateReads.first, !program.readsIndeterminate {
            return .failure(Problem(message: "indeterminate bytes read in \(read.place)"))
        }
        return .success(host.snapshots)
    }

    // MARK: Judging

    /// The states of a program that some worlds leave different, by name; nil where it cannot be run.
    public func differing(in program: SourceProgram) -> [String]? {
        guard case .success(let trial) = trial(of: program) else { return nil }
        return differing(trial, classes(of: [trial.unit])).keys.sorted()
    }

    private func differing(
        _ trial: Trial, _ classes: StateClasses
    ) -> [String: Classification?] {
        var differing: [String: Classification?] = [:]
        for run in trial.runs.dropFirst() {
            for (index, (a, b)) in zip(trial.runs[0], run).enumerated() {
                let comparison = StateComparison(
                    trial.runnable, classes, a, b, isStart: index == 0)
                differing.merge(comparison.differing) { old, _ in old }
            }
        }
        return differing
    }

    func judge(_ trial: Trial) -> Verdict {
        let classes = classes(of: [trial.unit])
        let runs = trial.runs
        let differing = differing(trial, classes)
        let contradictions = differing.filter { ($0.value ?? .deterministic) >= .superficial }
            .map { Contradiction(state: $0.key, classification: $0.value) }
            .sorted { $0.state < $1.state }
        var tally = Tally()
        tally.states = classes.states.count
        tally.differing = classes.states.keys.count { differing[$0] != nil }
        tally.alarms = classes.states.count { name, classification in
            classification < .superficial && differing[name] == nil
        }
        guard contradictions.isEmpty else { return .contradicts(contradictions, tally) }
        guard runs.contains(where: { $0.count > 1 }) else { return .rejected("no request ended") }
        return .agrees(tally)
    }
}
