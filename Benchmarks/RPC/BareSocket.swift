import Glibc

/// An echo server at a bare Unix socket, on a thread of its own: the floor for remote calls.
final class BareEcho: @unchecked Sendable {
    let path: String
    private var thread = pthread_t()
    private let listener: Int32

    init() {
        path = "/tmp/midas-bare-\(getpid()).sock"
        unlink(path)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let listener = listener
        guard withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 1) == 0
        else { fail("no socket at \(path)") }
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<BareEcho>.fromOpaque(context).takeUnretainedValue().serve()
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Sends back each message by itself.
    private func serve() {
        let connection = accept(listener, nil, nil)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var fill = 0
        while true {
            let count = buffer.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress! + fill, $0.count - fill, 0)
            }
            guard count > 0 else { break }
            fill += count
            var start = 0
            while fill - start >= messageSize {
                let sent = buffer.withUnsafeBytes {
                    send(connection, $0.baseAddress! + start, messageSize, 0)
                }
                guard sent == messageSize else { fail("a bare send was cut") }
                start += messageSize
            }
            buffer.withUnsafeMutableBytes {
                _ = memmove($0.baseAddress!, $0.baseAddress! + start, fill - start)
            }
            fill -= start
        }
        close(connection)
    }

    func connected() -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard withAddress(path, { connect(descriptor, $0, $1) }) == 0
        else { fail("no connection to \(path)") }
        return descriptor
    }
}

/// The size of a message: that of a call with 32 bytes of payload.
let messageSize = 64
let payload = [UInt8](repeating: 7, count: 32)

func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}

nonisolated(unsafe) private let exchangeBuffer = UnsafeMutableRawPointer.allocate(
    byteCount: 1 << 16, alignment: 16)

/// Sends messages, `window` at most unanswered, and waits for all to come back.
func exchange(_ descriptor: Int32, messages: Int, window: Int) {
    var sent = 0
    var received = 0
    while received < messages * messageSize {
        while sent < messages, sent - received / messageSize < window {
            guard send(descriptor, exchangeBuffer, messageSize, 0) == messageSize
            else { fail("a bare send was cut") }
            sent += 1
        }
        let count = recv(descriptor, exchangeBuffer, 1 << 16, 0)
        guard count > 0 else { fail("the bare server has gone") }
        received += count
    }
}
