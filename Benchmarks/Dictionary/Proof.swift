import Foundation
import MidasDictionary
import MidasDriver
import PlatformFacts

/// Lists of functions that packages use, where they are given: `usage_*.tsv` in a folder.
struct UsageTables {
    /// C functions, C++ symbols and others, with the number of packages.
    var functions: [(name: String, packages: Int)] = []
    var symbols: [(name: String, packages: Int)] = []
    var others: [(name: String, packages: Int)] = []

    init?(folder: String) {
        guard let glibc = Self.rows(folder, "usage_glibc.tsv", name: 1, count: 2),
            let runtime = Self.rows(folder, "usage_libstdcxx.tsv", name: 1, count: 3),
            let libraries = Self.rows(folder, "usage_other_libs.tsv", name: 0, count: 2)
        else { return nil }
        functions = glibc
        symbols = runtime
        others = libraries
    }

    private static func rows(
        _ folder: String, _ file: String, name: Int, count: Int
    ) -> [(name: String, packages: Int)]? {
        guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) else {
            return nil
        }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count > max(name, count), let number = Int(cells[count]) else { return nil }
            return (String(cells[name]), number)
        }
    }
}

/// What packages use and the dictionary does not know.
func measureUsage(_ usage: UsageTables, _ dictionary: NondeterminismDictionary) {
    func unknown(_ rows: [(name: String, packages: Int)]) -> [String] {
        rows.map(\.name).filter { dictionary.entry(symbol: $0) == nil && !isMeasuredData($0) }
    }
    let groups = [
        ("used-glibc", usage.functions), ("used-runtime", usage.symbols),
        ("used-other-by-4", usage.others.filter { $0.packages >= 4 }),
    ]
    for (id, rows) in groups {
        let missing = unknown(rows)
        row(id, rows.count, "functions", atLeast: 1)
        row("\(id)-missing", missing.count, "functions", atMost: 0)
        if !missing.isEmpty { note("missing: " + missing.prefix(40).joined(separator: " ")) }
    }
}

/// Tables of virtual functions and types are data that a program refers to.
private func isMeasuredData(_ symbol: String) -> Bool {
    ["_ZTV", "_ZTI", "_ZTS", "_ZTT"].contains(where: symbol.hasPrefix)
}

/// What the probes called, and how it agrees with the entries.
///
/// - Parameter usage: How many packages use each function; without it, all sources count.
func measureEvidence(_ source: DictionarySource, root: String, usage: UsageTables?) throws {
    let folder = URL(filePath: root).appending(path: "Dictionary/evidence")
    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    let evidence = Evidence(text: try text("functions.tsv"))
    let checks = EvidenceChecks(source, evidence, Explanations(text: try text("explanations.tsv")))
    row("probed-returned", evidence.returned, "functions", atLeast: 1700)
    let silent = evidence.observations.filter { !$0.returned && $0.reason.isEmpty }
    row("probed-without-reason", silent.count, "functions", atMost: 0)
    if !silent.isEmpty { note("no reason: " + silent.map(\.name).joined(separator: " ")) }
    let contradictions = checks.contradictions()
    row("probe-contradictions", contradictions.count, "fields", atMost: 0)
    for line in contradictions { note("contradiction: \(line)") }
    let stale = checks.staleEvidence()
    row("stale-evidence", stale.count, "entries", atMost: 0)
    for line in stale.prefix(5) { note("stale: \(line)") }
    let names =
        usage.map { $0.functions.filter { $0.packages >= 5 }.map(\.name) }
        ?? evidence.observations.map(\.name)
    let proof = checks.confirmation(of: names)
    let share = Double(proof.confirmed.count) / Double(max(1, proof.sources))
    row("sources-probed", proof.sources, "entries", atLeast: 1)
    row(
        "sources-confirmed", share * 100, "%", usage == nil ? ">= 0" : ">= 90",
        usage == nil || share >= 0.9)
    guard usage != nil else { return }
    row("sources-unexplained", proof.unexplained.count, "entries", atMost: 0)
    for name in proof.unexplained { note("unconfirmed: \(name)") }
    note("not seen to differ, with a reason: " + proof.explained.joined(separator: " "))
}

/// What other tools' models of the C library contradict, where those tools are installed.
func measureSpecifications(_ source: DictionarySource, root: String) throws {
    let file = URL(filePath: root).appending(path: "Dictionary/evidence/disagreements.tsv")
    let known = Disagreements(text: try String(contentsOf: file, encoding: .utf8))
    let checks = PlatformChecks(source)
    let folder = ProcessInfo.processInfo.environment["MIDAS_FRAMAC"]
    for (tool, specifications) in [
        ("cppcheck", CppcheckConfiguration.read()),
        ("frama-c", try FramaCSpecifications.read(folder: folder)),
    ] {
        guard let specifications else {
            note("\(tool) is not installed: its specifications are not compared")
            continue
        }
        let result = checks.contradictions(specifications, of: tool, except: known)
        row("\(tool)-compared", result.compared, "functions", atLeast: 100)
        row("\(tool)-contradictions", result.problems.count, "statements", atMost: 0)
        for problem in result.problems { note(problem) }
    }
}

/// The external functions of server programs: none of libc, libm, the C++ runtime or pthread is
/// unknown; those of other libraries are listed.
func measureServers(_ binaries: [String], _ source: DictionarySource) throws {
    let servers = ["redis", "memcached", "nginx", "postgres", "lua", "leveldb"]
    let dictionary = NondeterminismDictionary(source)
    var platform: Set<String> = []
    for library in ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1"] {
        platform.formUnion(try ExportedSymbols.read(library) ?? [])
    }
    for binary in binaries where BinaryUses.isBinary(binary) {
        let name = binary.split(separator: "/").last.map(String.init) ?? binary
        guard servers.contains(where: { name.hasPrefix($0) || name.hasPrefix("lib\($0)") }),
            let symbols = try? BinaryUses.symbols(binary)
        else { continue }
        let unknown = symbols.filter {
            dictionary.entry(symbol: $0) == nil && !isMeasuredData($0)
        }
        let missing = unknown.filter(platform.contains)
        row("\(name)-externals", symbols.count, "functions", atLeast: 1)
        row("\(name)-platform-unknown", missing.count, "functions", atMost: 0)
        let others = unknown.filter { !platform.contains($0) }
        if !others.isEmpty {
            note("\(name), of other libraries: \(others.joined(separator: " "))")
        }
    }
}
