import Glibc

/// What a path leads to, symbolic links followed.
package enum FileKind: Equatable {
    case regular(size: Int)
    case folder
    case fifo
    case socket
    case device
    case missing
    /// A chain of symbolic links without end, a folder that may not be entered, …
    case unreachable(reason: String)

    package init(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = errno == ENOENT ? .missing : .unreachable(reason: Self.text(errno))
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular(size: Int(status.st_size))
        case S_IFDIR: self = .folder
        case S_IFIFO: self = .fifo
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }

    /// Why a path of this kind is no source file; nil for a regular file.
    package var objection: String? {
        switch self {
        case .regular: nil
        case .folder: "is a folder"
        case .fifo: "is a FIFO, not a file"
        case .socket: "is a socket, not a file"
        case .device: "is a device, not a file"
        case .missing: "no such file or folder"
        case .unreachable(let reason): reason
        }
    }

    /// The system's words for an error, in the C locale.
    package static func text(_ code: Int32) -> String {
        switch code {
        case EACCES: "permission denied"
        case ELOOP: "symbolic links lead in a circle"
        case ENAMETOOLONG: "the name is too long"
        case ENOTDIR: "a part of the path is no folder"
        case ENOENT: "no such file or folder"
        case ENOSPC: "no space left on the device"
        case EISDIR: "is a folder"
        case EIO: "input/output error"
        default: String(cString: strerror(code))
        }
    }
}
