import Synchronization

/// The digests of files' contents, each read once in a run.
package final class FileDigests: Sendable {
    package init() {}

    private let known = Mutex<[String: Digest?]>([:])

    /// Whether all these files are as they were.
    package func match(_ inputs: [CacheEntry.Input]) -> Bool {
        let unknown = known.withLock { known -> [CacheEntry.Input]? in
            var unknown: [CacheEntry.Input] = []
            for input in inputs {
                guard let digest = known[input.path] else {
                    unknown.append(input)
                    continue
                }
                if digest != input.digest { return nil }
            }
            return unknown
        }
        return unknown?.allSatisfy { digest(of: $0.path) == $0.digest } ?? false
    }

    /// The digest of a file; nil where it cannot be read.
    package func digest(of path: String) -> Digest? {
        if let digest = known.withLock({ $0[path] }) { return digest }
        let digest = Self.computed(of: path)
        known.withLock { $0[path] = .some(digest) }
        return digest
    }

    private static func computed(of path: String) -> Digest? {
        var stream = DigestStream()
        var digest: Digest?
        do {
            try FileContents.read(path) { piece in digest = stream.add(piece) }
        } catch {
            return nil
        }
        return digest
    }
}
