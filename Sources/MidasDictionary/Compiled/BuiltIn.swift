extension NondeterminismDictionary {
    /// The dictionary that the tool brings along: the compact form of the files under
    /// `Dictionary/`, a pack a folder.
    ///
    /// Complexity: O(bytes) to decode; nothing is parsed.
    public static func builtIn() -> NondeterminismDictionary {
        var dictionary = NondeterminismDictionary()
        for pack in CompiledPacks.all where pack.utf8CodeUnitCount > 0 {
            do {
                try dictionary.add(compact: Base64.decode(pack))
            } catch {
                preconditionFailure("a compiled pack is damaged: \(error)")
            }
        }
        return dictionary
    }
}

/// The packs as text; each is written by `DictionarySource.compiledPacks`.
enum CompiledPacks {
    /// In the order of the folders' names.
    static let all: [StaticString] = [compiler, cxx, libc, linux, thirdParty]
}

extension DictionarySource {
    /// The folders under `Dictionary/` that are compiled in, with the names of their packs.
    package static let packs = [
        (folder: "compiler", name: "compiler"), (folder: "cxx", name: "cxx"),
        (folder: "libc", name: "libc"), (folder: "linux", name: "linux"),
        (folder: "third_party", name: "thirdParty"),
    ]

    /// The Swift text of a folder's pack: a static string of the base-64 form.
    ///
    /// - Parameter folder: The path before the entries' file names, such as `Dictionary/libc/`.
    package func compiledPack(folder: String, name: String) -> String {
        let bytes = CompactPack.bytes(
            of: entries.filter { $0.file.hasPrefix(folder) }, tables, constantsOf: folder)
        let lines = Base64.encode(bytes, width: 90).split(separator: "\n")
        return """
            // Written from \(folder) by CompiledFormTests with MIDAS_RECORD=1; not edited by hand.

            extension CompiledPacks {
                static let \(name): StaticString = \"\"\"
            \(lines.map { "        " + $0 }.joined(separator: "\n"))
                    \"\"\"
            }

            """
    }
}
