import Foundation
import MidasDictionary

/// A row for `Benchmarks/report`.
func row(_ id: String, _ value: Double, _ unit: String, _ bar: String, _ isMet: Bool) {
    let shown = value == value.rounded() ? "\(Int(value))" : "\((value * 1000).rounded() / 1000)"
    print("\(id)\t\(shown)\t\(unit)\t\(bar)\t\(isMet)")
}

/// A count that must be at most, or at least, so much.
func row(_ id: String, _ value: Int, _ unit: String, atMost bar: Int) {
    row(id, Double(value), unit, "<= \(bar)", value <= bar)
}

func row(_ id: String, _ value: Int, _ unit: String, atLeast bar: Int) {
    row(id, Double(value), unit, ">= \(bar)", value >= bar)
}

/// A line for people.
func note(_ message: String) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
}

/// The files under `Dictionary/`.
enum DictionaryTree {
    static func read(root: String) throws -> DictionarySource {
        let folder = URL(filePath: root).appending(path: "Dictionary")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try DictionarySource(
            files: names.filter { $0.hasSuffix(".yml") }.map {
                let text = try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
                return DictionaryFile(name: "Dictionary/\($0)", text: text)
            })
    }
}
