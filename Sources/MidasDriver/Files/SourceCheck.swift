/// Whether a file can be source text at all.
package enum SourceCheck {
    /// Sources larger than this are data.
    package static let sizeLimit = 64 << 20

    /// Why a file is not worth parsing; nil for one that is.
    package static func objection(to path: String) -> String? {
        guard case .regular(let size) = FileKind(path: path) else {
            return FileKind(path: path).objection
        }
        guard size <= sizeLimit else { return "is larger than \(sizeLimit >> 20) MB" }
        do {
            // No C or C++ source holds a zero byte; most other files do early.
            return try FileContents.read(path, first: 8192).contains(0) ? "is a binary file" : nil
        } catch {
            return error.reason
        }
    }
}
