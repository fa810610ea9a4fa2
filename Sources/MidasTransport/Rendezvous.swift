import CMidasIO
import Glibc
import MidasWire

/// The folder in which the members of one ring find each other.
///
/// `order.sock` is where the sequencer listens, `order.lock` makes it the only one, and
/// `member.N.lock` is held by member N as long as it lives. The kernel drops a lock when its
/// process ends, however it ends, so a lock that can be taken is proof of a death.
struct Rendezvous {
    let folder: String

    var socket: String { folder + "/order.sock" }
    private var orderLock: String { folder + "/order.lock" }

    private func memberLock(_ replica: ReplicaID) -> String {
        "\(folder)/member.\(replica.value).lock"
    }

    /// Only the own user may enter the folder.
    func prepare() throws(TransportError) {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .system("mkdir \(folder)", code: errno)
        }
        var status = stat()
        guard lstat(folder, &status) == 0 else { throw .system("lstat \(folder)", code: errno) }
        guard status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFDIR else {
            throw .system("open \(folder)", code: EPERM)
        }
    }

    func lock(_ replica: ReplicaID) throws(TransportError) -> Int32 {
        let descriptor = midas_io_lock(memberLock(replica))
        guard descriptor >= 0 else {
            if errno == EWOULDBLOCK { throw .identityTaken(replica) }
            throw .system("lock \(memberLock(replica))", code: errno)
        }
        return descriptor
    }

    func isDead(_ replica: ReplicaID) -> Bool {
        let descriptor = midas_io_lock(memberLock(replica))
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    func forget(_ replica: ReplicaID) { unlink(memberLock(replica)) }

    /// The right to sequence; nil while another process has it.
    func lockOrder() -> Int32? {
        let descriptor = midas_io_lock(orderLock)
        return descriptor >= 0 ? descriptor : nil
    }
}
