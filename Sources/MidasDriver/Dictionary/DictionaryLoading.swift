import MidasDictionary

/// The dictionary of a run: what the tool brings along and what the user adds.
public enum DictionaryLoading {
    /// - Parameter files: `--dictionary` and the configuration's; a later file wins.
    /// - Throws: all problems of the first file that has any, a line each with its place.
    public static func load(_ files: [String] = []) throws(UsageError) -> NondeterminismDictionary {
        var dictionary = NondeterminismDictionary.builtIn()
        for file in files { dictionary.add(try read(file, extending: dictionary)) }
        return dictionary
    }

    /// Reads one file alone.
    static func read(
        _ file: String, extending base: NondeterminismDictionary
    ) throws(UsageError) -> DictionarySource {
        let text: String
        do {
            text = String(decoding: try FileContents.read(file), as: UTF8.self)
        } catch {
            throw UsageError("\(file): \(error.reason)")
        }
        do {
            return try DictionarySource(
                files: [DictionaryFile(name: file, text: text)], extending: base)
        } catch {
            throw UsageError(error.description)
        }
    }

    /// Every problem of a file, those of form first; empty where it is as it should be.
    public static func lint(_ file: String) throws(UsageError) -> [String] {
        let source = try read(file, extending: .builtIn())
        return EntryLint.problems(source).map(\.description)
    }
}
