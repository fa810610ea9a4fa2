import Foundation
import MidasDictionary

/// The dictionary's files in the source tree.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func dictionaryFiles() throws -> [DictionaryFile] {
        let folder = root.appending(path: "Dictionary")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(".yml") }
            .map {
                let text = try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
                return DictionaryFile(name: "Dictionary/\($0)", text: text)
            }
    }

    /// Everything that the files state, read once for all tests.
    static let source = Result { try DictionarySource(files: dictionaryFiles()) }
}
