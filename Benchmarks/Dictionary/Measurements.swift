import Foundation
import MidasDictionary
import MidasDriver
import PlatformFacts

/// How much of the platform has an entry, an alias or a reason to have none.
func measureUniverse(_ source: DictionarySource) throws {
    let checks = PlatformChecks(source)
    let names = Set(source.entries.flatMap(\.names))
    // The system calls and library functions that the original tool knew, by name.
    row("names", names.count, "names", atLeast: 262 + 163)
    row("entries", source.entries.count, "entries", atLeast: 1)
    if let functions = try HeaderFunctions.read() {
        let declared = functions.map(\.name).filter(PlatformChecks.isPublic)
        row("glibc-declared", declared.count, "functions", atLeast: 2000)
        row("glibc-declared-missing", checks.missing(declared).count, "functions", atMost: 0)
        let exempt = declared.filter(checks.isExempt).count
        row("glibc-exempt", exempt, "functions", atMost: declared.count * 3 / 100)
    } else {
        note("no headers: glibc's functions are not counted")
    }
    for library in ["libc.so.6", "libm.so.6"] {
        guard let symbols = try ExportedSymbols.read(library) else { continue }
        let missing = checks.missing(symbols.filter(PlatformChecks.isPublic))
        row("\(library)-exported-missing", missing.count, "functions", atMost: 0)
    }
    let calls = source.entries.filter { $0.function?.kind == .systemCall }
    row("system-calls", calls.count, "entries", atLeast: 382)
    if let numbers = SystemCallNumbers.read() {
        let wrong = checks.systemCallContradictions(numbers)
        row("system-call-contradictions", wrong.count, "calls", atMost: 0)
    }
}

/// What headers, manual pages and the entries themselves contradict.
func measureContradictions(_ source: DictionarySource) throws {
    let checks = PlatformChecks(source)
    row("entry-contradictions", EntryLint.problems(source).count, "problems", atMost: 0)
    if let functions = try HeaderFunctions.read() {
        let signatures = checks.signatureContradictions(functions)
        row("signature-contradictions", signatures.count, "functions", atMost: 0)
        let attributes = checks.attributeContradictions(functions)
        row("attribute-contradictions", attributes.count, "functions", atMost: 0)
    }
    if let constants = try ConstantChecks.run(source) {
        row("constants-compared", constants.compared, "constants", atLeast: 1)
        let wrong = constants.wrong + constants.undeclared
        row("constant-contradictions", wrong.count, "constants", atMost: 0)
        for name in wrong { note("constant: \(name)") }
    }
    if let rows = try ThreadSafetyTables.read() {
        let contradictions = checks.threadSafetyContradictions(rows)
        row("thread-safety-rows", rows.count, "functions", atLeast: 1000)
        row("thread-safety-contradictions", contradictions.count, "functions", atMost: 0)
    }
}

/// The first and the best of some loadings, and what the look-ups of a large program cost.
func measureLoading() {
    let clock = ContinuousClock()
    var best = Double.infinity
    var first = 0.0
    for run in 0..<20 {
        let milliseconds =
            Double(
                clock.measure { _ = NondeterminismDictionary.builtIn() }.components.attoseconds)
            / 1e15
        if run == 0 { first = milliseconds }
        best = min(best, milliseconds)
    }
    row("loading-first", first, "ms", "<= 5", first <= 5)
    row("loading-best", best, "ms", "<= 5", best <= 5)
    let dictionary = NondeterminismDictionary.builtIn()
    let names = dictionary.entries().prefix(500).map(\.name)
    let spent =
        Double(
            clock.measure { for name in names { _ = dictionary.function(name) } }.components
                .attoseconds) / 1e15
    row("looking-up-500", spent, "ms", "<= 5", spent <= 5)
}

/// Defects planted in entries, one at a time; the checks must name each.
func measureDefects(_ source: DictionarySource) {
    let before = EntryLint.problems(source).count
    let defects: [(name: String, plant: (inout DictionaryEntry) -> Void)] = [
        ("clock", { $0.change { $0.outputs = [] } }),
        ("clock_gettime", { $0.change { $0.outputs = $0.outputs.map { $0.moved(to: 2) } } }),
        ("memcpy", { $0.change { $0.flows.removeAll { $0.origin.dereferences == 1 } } }),
    ]
    var caught = 0
    for defect in defects {
        var changed = source
        changed.change(entry: defect.name, defect.plant)
        if EntryLint.problems(changed).count > before {
            caught += 1
        } else {
            note("the defect in \(defect.name) is not caught")
        }
    }
    row("planted-defects-caught", caught, "of 3", atLeast: 3)
}

/// The functions of libc, libm and the C++ runtime that programs take, and that have no entry.
func measurePrograms(_ binaries: [String]) throws {
    let dictionary = NondeterminismDictionary.builtIn()
    var platform: Set<String> = []
    for library in ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"] {
        platform.formUnion(try ExportedSymbols.read(library) ?? [])
    }
    var used: Set<String> = []
    var programs = 0
    for binary in binaries where BinaryUses.isBinary(binary) {
        guard let symbols = try? BinaryUses.symbols(binary) else { continue }
        programs += 1
        used.formUnion(symbols.filter(platform.contains))
    }
    guard programs > 0 else { return }
    let unknown = used.filter { dictionary.entry(symbol: $0) == nil }.sorted()
    row("programs", programs, "binaries", atLeast: 1)
    row("platform-functions-used", used.count, "functions", atLeast: 1)
    row("platform-functions-unknown", unknown.count, "functions", atMost: 0)
    if !unknown.isEmpty { note("unknown: " + unknown.joined(separator: " ")) }
}

extension NondeterminismDictionary {
    /// The entry of a linker's symbol.
    func entry(symbol: String) -> DictionaryEntry? {
        entry(symbol) ?? entry(BinaryUses.qualifiedName(ofSymbol: symbol))
    }
}

extension DictionaryEntry {
    fileprivate mutating func change(_ body: (inout FunctionModel) -> Void) {
        guard case .function(var model) = content else { return }
        body(&model)
        content = .function(model)
    }
}

extension DictionarySource {
    fileprivate mutating func change(
        entry name: String, _ body: (inout DictionaryEntry) -> Void
    ) {
        var changed = entries
        for index in changed.indices where changed[index].name == name { body(&changed[index]) }
        self = replacing(entries: changed)
    }
}

extension NondeterministicOutput {
    fileprivate func moved(to argument: UInt8) -> NondeterministicOutput {
        var output = self
        output.path.root = .argument(argument)
        return output
    }
}
