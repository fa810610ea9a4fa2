import MidasAnalysis
import MidasBase
import MidasBuildDatabase
import MidasFindings
import MidasIR

/// Puts one report together from what the plan, the parser, the linker and the analysis say.
struct ReportAssembly {
    var report: Report
    /// The units that were lowered, in the order of the plan.
    private(set) var units: [Unit] = []

    /// What the command of each of them writes, as the database has it.
    private(set) var outputs: [String?] = []

    /// Spellings of types without a name hold the path of their file.
    private let rootPrefix: String

    /// How many errors of one unit are listed.
    private static let errorLimit = 20

    init(plan: UnitPlan, outcomes: consuming [UnitOutcome]) {
        report = Report(tool: ToolDescription(version: "", libclang: ""))
        rootPrefix = plan.root == "/" ? "/" : plan.root + "/"
        report.diagnostics = plan.diagnostics
        report.summary.failedTranslationUnits = plan.failedFiles
        for (unit, outcome) in zip(plan.units, outcomes) {
            switch outcome {
            case .lowered(let lowered):
                add(lowered)
                outputs.append(unit.output)
            case .failed(let reason):
                report.diagnostics.append(
                    Diagnostic(error: reason, file: unit.file, root: plan.root))
                report.summary.failedTranslationUnits += 1
            case .included:
                report.diagnostics.append(
                    Diagnostic(
                        severity: .note,
                        message: "is included by other sources and is no unit of its own",
                        location: Location(
                            file: Paths.relative(unit.file, to: plan.root) ?? unit.file, line: 1,
                            column: 1)))
            case .skipped: report.summary.failedTranslationUnits += 1
            }
        }
        if report.summary.failedTranslationUnits > 0 { report.summary.status = .incomplete }
    }

    private mutating func add(_ unit: Unit) {
        units.append(unit)
        report.summary.translationUnits += 1
        addErrors(of: unit)
        addHoles(of: unit)
    }

    private mutating func addErrors(of unit: Unit) {
        let errors = unit.diagnostics.filter { $0.severity == .error || $0.severity == .fatal }
        if !errors.isEmpty { report.summary.status = .incomplete }
        for error in errors.prefix(Self.errorLimit) {
            let message = unit.strings[error.message]
            report.diagnostics.append(
                Diagnostic(
                    severity: .error, message: message + Self.advice(message),
                    location: unit.location(error.position)))
        }
        if errors.count > Self.errorLimit {
            report.diagnostics.append(
                Diagnostic(
                    severity: .error,
                    message: "\(errors.count - Self.errorLimit) more errors in this unit",
                    location: Location(file: unit.strings[unit.path], line: 1, column: 1)))
        }
    }

    private mutating func addHoles(of unit: Unit) {
        let broken = unit.functions.elements.count { !$0.holes.isEmpty }
        guard broken > 0 else { return }
        report.summary.status = .incomplete
        report.diagnostics.append(
            Diagnostic(
                severity: .warning,
                message: "\(broken) of \(unit.functions.count) functions were analysed with holes",
                location: Location(file: unit.strings[unit.path], line: 1, column: 1)))
    }

    /// Gives the units away: nothing that is added later needs them.
    mutating func takeUnits() -> [Unit] {
        defer { units = [] }
        return units
    }

    /// Adds what the linker said of a program.
    ///
    mutating func addLinkerWarnings(_ linked: LinkedGroup) {
        let program = linked.program
        for diagnostic in program.diagnostics.dropFirst(linked.unitDiagnostics) {
            report.diagnostics.append(
                Diagnostic(
                    severity: .warning, message: program.strings[diagnostic.message],
                    location: program.location(diagnostic.position)))
        }
    }

    /// Adds the findings of one program.
    ///
    /// - Parameter isOnly: the tree holds no other, so that findings need not name it.
    mutating func add(_ findings: Report, isOnly: Bool) {
        let name = isOnly ? nil : findings.programs.first?.name
        let sourceOffset = report.sources.count
        let stateOffset = report.states.count
        for var source in findings.sources {
            source.id.number += sourceOffset
            source.states = source.states.map { StateID($0.number + stateOffset) }
            source.program = name
            report.sources.append(source)
        }
        for var state in findings.states {
            state.id.number += stateOffset
            state.name = state.name.replacing(rootPrefix, with: "")
            state.type = state.type.replacing(rootPrefix, with: "")
            state.sources = state.sources.map { SourceID($0.number + sourceOffset) }
            state.program = name
            report.states.append(state)
        }
        for var shared in findings.sharedState {
            shared.program = name
            shared.state = shared.state.replacing(rootPrefix, with: "")
            report.sharedState.append(shared)
        }
        for tier in findings.tiers where !tier.handlers.isEmpty {
            var tier = tier.shifted(sources: sourceOffset, states: stateOffset)
            tier.program = name
            report.tiers.append(tier)
        }
        report.programs += findings.programs
        report.summary.functions += findings.summary.functions
        report.diagnostics += findings.diagnostics
        if findings.summary.status == .incomplete { report.summary.status = .incomplete }
        addCoverage(findings)
    }

    /// Says which handlers of the configuration were not found; the report is incomplete then.
    mutating func finishTiers(_ configured: [Configuration.Tier]) {
        let missing = TierPlan.missingHandlers(configured, in: report.tiers)
        report.diagnostics += missing
        if !missing.isEmpty { report.summary.status = .incomplete }
    }

    /// Calls and places of several programs are added up by what they concern.
    private mutating func addCoverage(_ findings: Report) {
        for unknown in findings.unknownFunctions {
            if let index = report.unknownFunctions.firstIndex(where: { $0.name == unknown.name }) {
                report.unknownFunctions[index].calls += unknown.calls
                report.unknownFunctions[index].locations += unknown.locations
            } else {
                report.unknownFunctions.append(unknown)
            }
        }
        for assumption in findings.assumptions {
            let index = report.assumptions.firstIndex {
                $0.what == assumption.what && $0.category == assumption.category
            }
            if let index {
                report.assumptions[index].places += assumption.places
            } else {
                report.assumptions.append(assumption)
            }
        }
    }

    /// What would help against an error.
    private static func advice(_ message: String) -> String {
        guard message.hasSuffix("file not found") else { return "" }
        return "; '-- -I FOLDER' adds its folder, '-p DIR' takes the build's flags"
    }
}

extension Program {
    fileprivate func location(_ symbol: SymbolID) -> Location? {
        location(symbols[symbol].position)
    }

    fileprivate func location(_ position: SourcePosition) -> Location? {
        guard !position.isNone, position.file.index < files.count else { return nil }
        return Location(
            file: strings[files[position.file].path], line: Int(position.line),
            column: Int(position.column))
    }
}

extension Unit {
    fileprivate func location(_ position: SourcePosition) -> Location? {
        guard !position.isNone, position.file.index < files.count else { return nil }
        return Location(
            file: strings[files[position.file].path], line: Int(position.line),
            column: Int(position.column))
    }
}
