import Foundation
import MidasBase
import MidasBuildDatabase
import MidasFindings
import MidasInstrumentation
import MidasReports

/// A tree's sites and the files that instrumenting it changes.
public struct InstrumentationRun {
    /// A file with its contents before and after.
    struct Change {
        /// Relative to the root.
        var path: String
        /// Empty for a file that is new.
        var old: [UInt8]
        var new: [UInt8]
    }

    public let sites: [Site]
    /// Handlers, or parts of them, for which nothing is generated, and why.
    public let gaps: [String]
    /// Handlers that are not made equal by name and slice, and why.
    public let notes: [String]
    /// Nothing at all could be analysed.
    public let isEmpty: Bool
    /// Absolute, symbolic links resolved.
    let root: String
    /// By path.
    let changes: [Change]
    /// What the user named are files, not folders.
    let namesFiles: Bool

    /// Analyses a request and plans its edits; nothing is written.
    ///
    /// - Throws: what is wrong with the usage or the configuration.
    ///
    /// - Parameter compensates: handlers of tiers get functions that make replicas equal.
    public static func plan(
        _ request: AnalysisRequest, compensates: Bool = false
    ) throws(UsageError) -> InstrumentationRun {
        let folder = currentFolder()
        let analyzer = try Analyzer(request, folder: folder, place: .children)
        let files = EditableFiles(root: AnalysisRoot.of(request.paths, in: folder))
        var instrumenter: Instrumenter?
        let result = try analyzer.result { program, report, dictionary in
            var current =
                instrumenter
                ?? Instrumenter(
                    dictionary: dictionary, realName: files.realName, compensates: compensates,
                    contents: files.contents)
            current.add(program, report)
            instrumenter = current
        }
        let found = instrumenter?.finish() ?? Instrumentation()
        return InstrumentationRun(
            sites: found.sites, gaps: found.gaps, notes: found.notes, isEmpty: result.isEmpty,
            root: files.root,
            changes: try changes(found, files),
            namesFiles: request.paths.allSatisfy {
                FileKind(path: Paths.absolute($0, in: folder)) != .folder
            })
    }

    private static func changes(
        _ found: Instrumentation, _ files: EditableFiles
    ) throws(UsageError) -> [Change] {
        var changes: [Change] = []
        for path in Set(found.edits.files + found.inclusions.keys).sorted() {
            guard let old = files.contents(path) else { continue }
            let header = IncludeLine.header(of: path, old)
            var new = found.edits.apply(to: old, of: path, header: header)
            if let name = found.inclusions[path] { new += IncludeLine.footer(of: path, new, name) }
            changes.append(Change(path: path, old: old, new: new))
        }
        guard !changes.isEmpty else { return [] }
        var texts = found.newFiles
        texts[IncludeLine.name] = recordHeader
        if !texts.isEmpty, !found.inclusions.isEmpty {
            texts["midas_compensate.h"] = compensateHeader
        }
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            let known = try? FileContents.read("\(files.root)/\(path)")
            if known == Array(text.utf8) { continue }
            guard known == nil else {
                throw UsageError("\(path) in the tree is not what midas writes there; remove it")
            }
            changes.append(Change(path: path, old: [], new: Array(text.utf8)))
        }
        return changes.sorted { $0.path < $1.path }
    }

    // MARK: What a user sees

    /// The changes in the unified format, for `patch -p1`.
    public var diff: [UInt8] {
        Array(
            changes.map { unifiedDiff(path: $0.path, old: $0.old, new: $0.new) }.joined().utf8)
    }

    /// A line for every source that is not recorded.
    public var refusals: [String] {
        sites.filter { $0.technique == .refused }.map { site in
            "\(site.location): warning: not recorded: \(site.what) (\(site.category.name)): "
                + site.reason
        } + gaps.map { "warning: no compensation: \($0)" }
    }

    /// A line for everything that is done otherwise than by name and slice.
    public var remarks: [String] { notes.map { "note: \($0)" } }

    /// What was done, in one line.
    public var summary: String {
        let recorded = sites.count { $0.technique == .record }
        let files = changes.count { !$0.old.isEmpty }
        return "\(recorded) of \(sites.count) sites are recorded, \(files) files changed"
    }

    /// The sites in a format.
    public func table(_ format: SiteTableFormat) -> [UInt8] {
        switch format {
        case .json: jsonSiteTable(sites)
        case .c: cSiteTable(sites)
        }
    }
}

/// The formats of the site table.
public enum SiteTableFormat: String, CaseIterable, Sendable {
    case json, c
}

/// The files of a tree that may be changed, by their real names relative to the real root.
struct EditableFiles {
    let root: String
    private let namedRoot: String

    init(root: String) {
        namedRoot = root
        self.root = Self.real(root) ?? root
    }

    private static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// A file of a report under its real name; nil outside the tree.
    func realName(_ path: String) -> String? {
        Self.real(Paths.absolute(path, in: namedRoot)).flatMap { Paths.relative($0, to: root) }
    }

    func contents(_ name: String) -> [UInt8]? {
        try? FileContents.read(Paths.absolute(name, in: root))
    }
}
