import Glibc

/// Why a file could not be read or written.
package struct FileError: Error, Equatable {
    package var reason: String

    package init(reason: String) { self.reason = reason }

    package init(errno code: Int32) { reason = FileKind.text(code) }
}

/// Reading of regular files, bounded in size; never waits on a FIFO or a device.
package enum FileContents {
    /// The largest file that is read: a source of this size is no source.
    package static let sizeLimit = 256 << 20

    /// The bytes of a regular file.
    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(reason: FileKind(path: path).objection ?? "is no regular file")
        }
        guard status.st_size <= sizeLimit else {
            throw FileError(reason: "is larger than \(sizeLimit >> 20) MB")
        }
        return try readAll(descriptor, expected: Int(status.st_size))
    }

    private static func readAll(_ descriptor: Int32, expected: Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        // One byte more than expected shows a file that grows while it is read.
        let bytes = [UInt8](unsafeUninitializedCapacity: expected + 1) { buffer, count in
            while count < buffer.count {
                let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else { throw FileError(errno: failure) }
        guard bytes.count <= expected else { throw FileError(reason: "changes while it is read") }
        return bytes
    }
}
