import Glibc

/// Messages over a pair of pipes: a length in eight bytes, then so many bytes.
package struct MessageChannel: Sendable {
    private let input: Int32
    private let output: Int32

    /// Longer messages are not believed.
    private static let sizeLimit: UInt64 = 1 << 32

    /// A peer that died must be an error of `send`, not the end of this process, so the process
    /// ignores `SIGPIPE` from here on (pipes have no `MSG_NOSIGNAL`; pipe(7)).
    package init(input: Int32, output: Int32) {
        signal(SIGPIPE, SIG_IGN)
        self.input = input
        self.output = output
    }

    package func send(_ message: [UInt8]) throws(FileError) {
        let length = withUnsafeBytes(of: UInt64(message.count).littleEndian) { Array($0) }
        try OutputFile.writeAll(length, to: output)
        try OutputFile.writeAll(message, to: output)
    }

    /// How a wait for a message ended.
    package enum Received: Equatable {
        case message([UInt8])
        case end
        case timeout
    }

    /// Waits for a whole message; each part of it may take as long as given.
    package func receive(milliseconds: Int32 = -1) -> Received {
        var head = [UInt8](repeating: 0, count: 8)
        switch fill(&head, milliseconds) {
        case .end: return .end
        case .timeout: return .timeout
        case .message: break
        }
        let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.sizeLimit else { return .end }
        var body = [UInt8](repeating: 0, count: Int(length))
        let end = fill(&body, milliseconds)
        return end == .message([]) ? .message(body) : end
    }

    private func fill(_ bytes: inout [UInt8], _ milliseconds: Int32) -> Received {
        var filled = 0
        while filled < bytes.count {
            guard isReadable(milliseconds) else { return .timeout }
            let got = bytes.withUnsafeMutableBytes {
                read(input, $0.baseAddress! + filled, $0.count - filled)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return .end }
            filled += got
        }
        return .message([])
    }

    private func isReadable(_ milliseconds: Int32) -> Bool {
        guard milliseconds >= 0 else { return true }
        var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&wait, 1, milliseconds)
            if ready < 0 && errno == EINTR { continue }
            return ready != 0
        }
    }
}
