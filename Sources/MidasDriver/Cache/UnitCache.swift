import Glibc
import MidasBase
import MidasBuildDatabase

/// Parsed units on the disk, found again by the content of everything they were made from.
///
/// An entry is a file of its own, named by the digest of the unit's flags, place and versions, and
/// holds the digests of all files that the parser read: it counts only while each of them is the
/// same. Entries are written whole and renamed, so that processes may share a folder and may be
/// killed at any time. What does not check out is as good as absent. Failing to write costs time,
/// never a result.
package final class UnitCache: Sendable {
    let folder: String
    let digests: FileDigests
    /// What every key depends on: versions, the names of the tree's headers.
    let salt: Digest

    package init(folder: String, salt: Digest, digests: FileDigests) {
        self.folder = folder
        self.digests = digests
        self.salt = salt
    }

    /// The entry's payload, if there is one that is still true.
    package func find(_ unit: CompileUnit) -> [UInt8]? { findEntry(unit)?.payload }

    /// The entry with what it was made from, if it is still true.
    package func findEntry(_ unit: CompileUnit) -> CacheEntry? {
        guard let bytes = try? FileContents.read(path(of: unit)),
            let entry = CacheEntry(decoding: bytes)
        else { return nil }
        guard digests.match(entry.inputs) else { return nil }
        return entry
    }

    /// Keeps a payload that was made from the files `inputs`.
    package func store(_ payload: [UInt8], for unit: CompileUnit, inputs: [String]) {
        var entry = CacheEntry(payload: payload)
        for input in inputs {
            guard let digest = digests.digest(of: input) else { return }
            entry.inputs.append(CacheEntry.Input(path: input, digest: digest))
        }
        let file = path(of: unit)
        Self.makeFolders(Paths.parent(file))
        try? OutputFile.write(entry.encoded(), to: file)
    }

    private func path(of unit: CompileUnit) -> String {
        var key = DigestBuilder()
        key.add(salt.text)
        key.add(unit)
        let name = key.finish().text
        return "\(folder)/\(name.prefix(2))/\(name.dropFirst(2))"
    }

    static func makeFolders(_ path: String) {
        guard FileKind(path: path) == .missing else { return }
        makeFolders(Paths.parent(path))
        mkdir(path, 0o777)
    }
}
