import MidasAnalysis
import MidasBase
import MidasBuildDatabase
import MidasFindings
import MidasIR

/// The units of a request as text.
public struct IRListing {
    private let units: [Unit]
    /// What could not be lowered, a line each.
    public let problems: [String]

    public var isEmpty: Bool { units.isEmpty }

    /// Lowers the units of a request, without the cache.
    public static func of(_ request: AnalysisRequest) throws(UsageError) -> IRListing {
        let folder = currentFolder()
        let root = AnalysisRoot.of(request.paths, in: folder)
        let plan = try UnitPlanner.plan(
            request, configuration: Configuration(), root: root, folder: folder)
        let source = UnitSource(
            place: .children, cache: nil, jobs: request.jobs ?? 2, isQuiet: true)
        var units: [Unit] = []
        var problems = plan.diagnostics.filter { $0.severity == .error }
            .map { "\($0.location.map { "\($0): " } ?? "")\($0.message)" }
        for (unit, outcome) in zip(plan.units, source.outcomes(of: plan)) {
            switch outcome {
            case .lowered(let lowered): units.append(lowered)
            case .failed(let reason): problems.append("\(unit.file): \(reason)")
            case .included, .skipped: break
            }
        }
        return IRListing(units: units, problems: problems)
    }

    /// Lowers the units of a request with the cache, links them, and says what programs they form: a
    /// line each with the numbers of its units, functions and instructions.
    public static func programs(of request: AnalysisRequest) throws(UsageError) -> String {
        let analyzer = try Analyzer(request, folder: currentFolder(), place: .children)
        return try analyzer.linked().map { program, units in
            let functions = program.functions.elements
            let instructions = functions.reduce(0) { $0 + $1.instructions.count }
            return "\(program.name)\t\(units)\t\(functions.count)\t\(instructions)\n"
        }.reduce("program\tunits\tfunctions\tinstructions\n", +)
    }

    /// The text form of the units, or of one function in them; nil where none has that name.
    public func text(function: String?) -> String? {
        guard let function else { return units.map(UnitPrinter.print).joined(separator: "\n") }
        let texts = units.flatMap { unit in
            unit.functions.ids.filter { id in
                let symbol = unit.symbols[unit.functions[id].symbol]
                return unit.strings[symbol.name] == function
                    || unit.strings[symbol.qualifiedName] == function
            }
            .map { UnitPrinter.print($0, of: unit) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }

    /// What violates the invariants of the form, a line each.
    public func violations() -> [String] {
        units.flatMap { unit in
            UnitVerifier.verify(unit).map { "\(unit.strings[unit.path]): \($0)" }
        }
    }

    /// How many functions and expressions were lowered as they should be, by kind of expression.
    public func coverageTable() -> String {
        var kinds: [String: (total: Int, unknown: Int)] = [:]
        for unit in units {
            for kind in unit.coverage {
                kinds[unit.strings[kind.kind], default: (0, 0)].total += Int(kind.total)
                kinds[unit.strings[kind.kind], default: (0, 0)].unknown += Int(kind.unknown)
            }
        }
        let functions = units.reduce(0) { $0 + $1.functions.count }
        let holes = units.reduce(0) { $0 + $1.functions.elements.count { !$0.holes.isEmpty } }
        let total = kinds.values.reduce(0) { $0 + $1.total }
        let unknown = kinds.values.reduce(0) { $0 + $1.unknown }
        var lines = kinds.sorted { $0.key < $1.key }.map { kind, count in
            "\(kind)\t\(count.total)\t\(count.unknown)"
        }
        lines.insert("kind\texpressions\tunknown", at: 0)
        lines.append("all\t\(total)\t\(unknown)\t\(percentage(unknown, of: total))")
        lines.append(
            "functions with holes\t\(functions)\t\(holes)\t\(percentage(holes, of: functions))")
        return lines.joined(separator: "\n") + "\n"
    }
}

/// `0.125 %`, rounded down to thousandths.
private func percentage(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    let thousandths = part * 100_000 / whole
    let fraction = String(thousandths % 1000)
    let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
    return "\(thousandths / 1000).\(padded) %"
}
