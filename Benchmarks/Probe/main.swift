// Calls the functions of the installed C library with one thing varied at a time. See `usage`.
import Foundation
import MidasDictionary
import PlatformFacts
import ProbeHarness

let usage = """
    usage: DictionaryProbe FOLDER [--jobs N] [--axes a,b] [--record ROOT] [NAME…]
    Prints the table of Dictionary/evidence; with --record writes it, and the evidence of the
    entries with their compiled form, into the source tree ROOT (with --axes none from the
    table as it is).
    With names, only these are called, and only their lines change.
    """

@Sendable func note(_ message: String) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
}

struct Options {
    var folder = URL(filePath: "/")
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    var axes = Axes.all
    var root: String?
    var names: Set<String>?

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        guard let first = rest.popFirst() else { return nil }
        folder = URL(filePath: first)
        while let key = rest.first, key.hasPrefix("--") {
            rest.removeFirst()
            guard let value = rest.popFirst() else { return nil }
            switch key {
            case "--jobs": jobs = Int(value) ?? jobs
            case "--axes": axes = value.split(separator: ",").map(String.init)
            case "--record": root = value
            default: return nil
            }
        }
        if !rest.isEmpty { names = Set(rest) }
    }
}

/// Writes the table and the entries' evidence.
func record(_ seen: [Observation], in root: String) throws {
    let folder = URL(filePath: root).appending(path: "Dictionary")
    let table = folder.appending(path: "evidence/functions.tsv")
    let before = (try? String(contentsOf: table, encoding: .utf8)) ?? ""
    let renewed = Set(seen.map(\.name))
    let kept = Evidence(text: before).observations.filter { !renewed.contains($0.name) }
    let evidence = Evidence(kept + seen)
    try evidence.text.write(to: table, atomically: true, encoding: .utf8)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        .filter { $0.hasSuffix(".yml") }
    let files = try names.map {
        DictionaryFile(
            name: $0,
            text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
    }
    let source = try DictionarySource(files: files)
    for file in files {
        let text = EvidenceRecording.updated(file.name, file.text, source, evidence)
        guard text != file.text else { continue }
        try text.write(
            to: folder.appending(path: file.name), atomically: true, encoding: .utf8)
    }
}

/// Writes the compiled form of the tree's entries.
func compile(in root: String) throws {
    let folder = URL(filePath: root).appending(path: "Dictionary")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let source = try DictionarySource(
        files: names.filter { $0.hasSuffix(".yml") }.map {
            let text = try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
            return DictionaryFile(name: "Dictionary/\($0)", text: text)
        })
    for (folder, name) in DictionarySource.packs {
        let file = "\(name.prefix(1).uppercased())\(name.dropFirst()).swift"
        try source.compiledPack(folder: "Dictionary/\(folder)/", name: name).write(
            to: URL(filePath: root).appending(path: "Sources/MidasDictionary/Compiled/\(file)"),
            atomically: true, encoding: .utf8)
    }
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
    note(usage)
    exit(2)
}
do {
    if let root = options.root, options.axes == ["none"] {
        try record([], in: root)
        try compile(in: root)
        exit(0)
    }
    let run = ProbeRun(folder: options.folder, jobs: options.jobs, report: note)
    let seen = try run.observe(names: options.names, axes: options.axes)
    let evidence = Evidence(seen)
    if let root = options.root {
        try record(seen, in: root)
        try compile(in: root)
    } else {
        print(evidence.text, terminator: "")
    }
    note("\(evidence.returned) of \(seen.count) functions returned")
} catch {
    note("\(error)")
    exit(2)
}
