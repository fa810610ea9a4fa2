import Foundation

/// A folder that is removed with its last reference.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public var path: String { url.path(percentEncoded: false) }

    public init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "midas-test-\(UUID().uuidString)", directoryHint: .notDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file, with the folders it lies in, and returns where it is.
    @discardableResult
    public func write(_ text: String, to path: String) throws -> URL {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file
    }
}
