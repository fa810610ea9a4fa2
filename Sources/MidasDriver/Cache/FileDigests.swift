import Synchronization

/// The digests of files' contents, each read once in a run.
package final class FileDigests: Sendable {
    package init() {}

    private let known = Mutex<[String: Digest?]>([:])

    /// The digest of a file; nil where it cannot be read.
    package func digest(of path: String) -> Digest? {
        if let digest = known.withLock({ $0[path] }) { return digest }
        let digest = (try? FileContents.read(path)).map(Digest.init)
        known.withLock { $0[path] = .some(digest) }
        return digest
    }
}
