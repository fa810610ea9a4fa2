import Foundation
import Glibc
import MidasBuildDatabase

/// Writing of instrumented files: all of them or none.
extension InstrumentationRun {
    /// Changes the files of the tree itself. What cannot be written leaves all as it was.
    public func writeInPlace() throws(UsageError) {
        var written: [Change] = []
        for change in changes {
            do {
                try replace(change.path, change.new)
            } catch {
                for earlier in written.reversed() { restore(earlier) }
                throw UsageError("\(change.path): \(error.reason); nothing was changed")
            }
            written.append(change)
        }
    }

    private func replace(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        let file = "\(root)/\(path)"
        var status = stat()
        let isThere = stat(file, &status) == 0
        try OutputFile.write(bytes, to: file)
        if isThere { chmod(file, status.st_mode & 0o7777) }
    }

    private func restore(_ change: Change) {
        if change.old.isEmpty {
            unlink("\(root)/\(change.path)")
        } else {
            try? replace(change.path, change.old)
        }
    }

    /// Writes an instrumented copy of the tree into a new folder, which appears when it is whole.
    ///
    /// Where the user named files, they and what is changed are copied, else everything but `.git`.
    public func write(to folder: String) throws(UsageError) {
        let target = Paths.absolute(folder, in: currentFolder())
        guard FileKind(path: target) == .missing else {
            throw UsageError("\(folder): exists already")
        }
        let partial = "\(target).\(getpid()).partial"
        do {
            try copyTree(to: partial, besides: target)
            for change in changes {
                try makeFolder(of: "\(partial)/\(change.path)")
                try? FileManager.default.removeItem(atPath: "\(partial)/\(change.path)")
                try OutputFile.write(change.new, to: "\(partial)/\(change.path)")
            }
            try FileManager.default.moveItem(atPath: partial, toPath: target)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            let reason = (error as? FileError)?.reason ?? error.localizedDescription
            throw UsageError("\(folder): \(reason)")
        }
    }

    private func copyTree(to target: String, besides other: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
        guard !namesFiles else { return }
        for name in try manager.contentsOfDirectory(atPath: root).sorted() where name != ".git" {
            try copy("\(root)/\(name)", to: "\(target)/\(name)", leavingOut: [target, other])
        }
    }

    private func copy(_ from: String, to: String, leavingOut: [String]) throws {
        if leavingOut.contains(from) { return }
        var status = stat()
        guard lstat(from, &status) == 0 else { throw FileError(errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            try FileManager.default.createDirectory(
                atPath: to, withIntermediateDirectories: true)
            for name in try FileManager.default.contentsOfDirectory(atPath: from).sorted() {
                try copy("\(from)/\(name)", to: "\(to)/\(name)", leavingOut: leavingOut)
            }
        case S_IFREG, S_IFLNK: try FileManager.default.copyItem(atPath: from, toPath: to)
        default: return
        }
    }

    private func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            atPath: Paths.parent(path), withIntermediateDirectories: true)
    }
}
