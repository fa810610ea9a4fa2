import MidasBase
import MidasBuildDatabase

/// Whole reports on the disk, found again by everything they were made from: what the request and
/// the configuration say, the plan, the versions, and the content of every file that was read.
///
/// A report counts only if every unit was lowered and all its inputs are known; what it says is then
/// what a cold run would say, byte for byte.
package final class ReportCache: Sendable {
    private let folder: String
    private let key: Digest
    private let digests: FileDigests

    /// - Parameters:
    ///   - folder: that of the unit cache.
    ///   - key: of everything but the files' contents.
    package init(folder: String, key: Digest, digests: FileDigests) {
        self.folder = folder
        self.key = key
        self.digests = digests
    }

    private var path: String { "\(folder)/reports/\(key.text)" }

    /// The report, if there is one and none of its inputs has changed.
    package func find() -> RenderedReport? {
        guard let bytes = try? FileContents.read(path), let entry = CacheEntry(decoding: bytes),
            let state = entry.payload.first
        else { return nil }
        guard digests.match(entry.inputs) else { return nil }
        return RenderedReport(
            bytes: Array(entry.payload.dropFirst()), isEmpty: false, isIncomplete: state == 1)
    }

    /// Keeps a report that was made from the files `inputs`. Failing to write costs time only.
    package func store(_ report: RenderedReport, inputs: [String]) {
        guard !report.isEmpty else { return }
        var entry = CacheEntry(payload: [report.isIncomplete ? 1 : 0] + report.bytes)
        for input in inputs {
            guard let digest = digests.digest(of: input) else { return }
            entry.inputs.append(CacheEntry.Input(path: input, digest: digest))
        }
        UnitCache.makeFolders(Paths.parent(path))
        try? OutputFile.write(entry.encoded(), to: path)
    }
}

/// A report as the user gets it.
public struct RenderedReport: Equatable, Sendable {
    package var bytes: [UInt8]
    /// Nothing at all could be analysed.
    public var isEmpty: Bool
    /// Something was not analysed as it should.
    public var isIncomplete: Bool

    package init(bytes: [UInt8], isEmpty: Bool, isIncomplete: Bool) {
        self.bytes = bytes
        self.isEmpty = isEmpty
        self.isIncomplete = isIncomplete
    }
}
