import MidasBuildDatabase

extension Configuration {
    /// The configuration of a request: of the file that it names, or of the nearest one in or above
    /// the root; the default where there is none.
    package static func find(
        named name: String?, root: String, folder: String
    ) throws(UsageError) -> Configuration {
        guard let file = name.map({ Paths.absolute($0, in: folder) }) ?? nearest(to: root) else {
            return Configuration()
        }
        let shown = name ?? file
        let bytes: [UInt8]
        do {
            bytes = try FileContents.read(file)
        } catch {
            throw UsageError("\(shown): \(error.reason)")
        }
        do {
            return try Configuration(yaml: String(decoding: bytes, as: UTF8.self), file: shown)
                .resolved(in: Paths.parent(file))
        } catch {
            throw UsageError(error.description)
        }
    }

    private static func nearest(to root: String) -> String? {
        var folder = root
        while true {
            let file = (folder == "/" ? "" : folder) + "/" + fileName
            if FileKind(path: file) != .missing { return file }
            guard folder != "/" else { return nil }
            folder = Paths.parent(folder)
        }
    }

    /// Paths in the configuration are relative to its folder.
    private func resolved(in folder: String) -> Configuration {
        var result = self
        result.dictionaries = dictionaries.map { Paths.absolute($0, in: folder) }
        return result
    }
}
