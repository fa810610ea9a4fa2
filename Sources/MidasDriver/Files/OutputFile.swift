import Glibc
import Synchronization

/// Writing of whole files: a reader sees the old contents or the new ones, never a part, whenever the
/// process ends.
package enum OutputFile {
    private static let serial = Atomic(0)

    /// Writes into a new file beside `path` and renames it.
    package static func write(_ bytes: some Collection<UInt8>, to path: String) throws(FileError) {
        if case .device = FileKind(path: path) { return try writeDirectly(bytes, to: path) }
        if case .fifo = FileKind(path: path) { return try writeDirectly(bytes, to: path) }
        let temporary = "\(path).\(getpid())-\(serial.add(1, ordering: .relaxed).newValue).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        TemporaryFiles.add(temporary)
        defer { TemporaryFiles.remove(temporary) }
        do throws(FileError) {
            try writeAll(bytes, to: descriptor)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(errno: code)
        }
    }

    /// Writes to a descriptor until everything is out.
    package static func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32)
        throws(FileError)
    {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw FileError(errno: errno) }
            rest = rest.dropFirst(written)
        }
    }

    /// `/dev/stdout` and the like cannot be renamed over.
    private static func writeDirectly(
        _ bytes: some Collection<UInt8>, to path: String
    ) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor)
    }
}
