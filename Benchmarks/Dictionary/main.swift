// Measures what the dictionary claims. `DictionaryBenchmark ROOT [BINARY…]` prints one row a figure:
// id, value, unit, bar, whether it holds, separated by tabs.
import Foundation
import MidasDictionary

guard let root = CommandLine.arguments.dropFirst().first else {
    note("usage: DictionaryBenchmark ROOT [BINARY…]")
    exit(2)
}

do {
    let source = try DictionaryTree.read(root: root)
    try measureUniverse(source)
    try measureContradictions(source)
    let usage = ProcessInfo.processInfo.environment["MIDAS_USAGE"].flatMap(UsageTables.init)
    if let usage { measureUsage(usage, NondeterminismDictionary(source)) }
    try measureEvidence(source, root: root, usage: usage)
    try measureSpecifications(source, root: root)
    measureLoading()
    measureDefects(source)
    try measureServers(Array(CommandLine.arguments.dropFirst(2)), source)
    try measurePrograms(Array(CommandLine.arguments.dropFirst(2)))
} catch {
    note("\(error)")
    exit(2)
}
