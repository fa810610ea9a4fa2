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
        let (descriptor, size) = try opened(path)
        defer { close(descriptor) }
        return try readAll(descriptor, expected: size)
    }

    /// The first bytes of a regular file, or all where it has no more.
    package static func read(_ path: String, first limit: Int) throws(FileError) -> [UInt8] {
        let (descriptor, _) = try opened(path)
        defer { close(descriptor) }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            (count, failure) = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor)
        }
        guard failure == 0 else { throw FileError(errno: failure) }
        return bytes
    }

    /// Gives the bytes of a regular file piece by piece, through memory that is used again; each
    /// piece but the last has `pieceSize` bytes.
    package static func read(
        _ path: String, pieceSize: Int = 1 << 16, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(FileError) {
        let (descriptor, _) = try opened(path)
        defer { close(descriptor) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        var got = pieceSize
        while got == pieceSize {
            var failure: Int32 = 0
            (got, failure) = fill(piece, from: descriptor)
            guard failure == 0 else { throw FileError(errno: failure) }
            body(UnsafeRawBufferPointer(rebasing: piece[..<got]))
        }
    }

    /// A descriptor of a regular file, and its size; whoever asks closes it.
    private static func opened(_ path: String) throws(FileError) -> (Int32, size: Int) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        do {
            return (descriptor, try size(of: descriptor, path))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func size(of descriptor: Int32, _ path: String) throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(reason: FileKind(path: path).objection ?? "is no regular file")
        }
        guard status.st_size <= sizeLimit else {
            throw FileError(reason: "is larger than \(sizeLimit >> 20) MB")
        }
        return Int(status.st_size)
    }

    private static func readAll(_ descriptor: Int32, expected: Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        // One byte more than expected shows a file that grows while it is read.
        let bytes = [UInt8](unsafeUninitializedCapacity: expected + 1) { buffer, count in
            (count, failure) = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor)
        }
        guard failure == 0 else { throw FileError(errno: failure) }
        guard bytes.count <= expected else { throw FileError(reason: "changes while it is read") }
        return bytes
    }

    /// Reads until the buffer is full or the file ends: how much, and the `errno` of a failure.
    private static func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32
    ) -> (count: Int, failure: Int32) {
        var count = 0
        while count < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            if got < 0 && errno == EINTR { continue }
            if got < 0 { return (count, errno) }
            if got == 0 { break }
            count += got
        }
        return (count, 0)
    }
}
