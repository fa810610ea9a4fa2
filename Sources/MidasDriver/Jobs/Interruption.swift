import Foundation
import Glibc
import Synchronization

/// A wish of the user to stop: SIGINT or SIGTERM.
package final class Interruption: Sendable {
    package static let shared = Interruption()

    package init() {}

    private let signalNumber = Atomic<Int32>(0)

    package var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

    package func request(signal number: Int32) { signalNumber.store(number, ordering: .relaxed) }

    /// Takes the two signals over for the rest of the process: the first one asks the jobs to stop,
    /// a second one, or jobs that do not stop within two seconds, end the process. Files that are
    /// being written are removed either way.
    package func watch() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        signalPipe.store(ends[1], ordering: .relaxed)
        // A handler may do next to nothing; a thread on the other end of a pipe does the rest.
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
            }
        }
        // Who started this process may have blocked them.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        let reader = ends[0]
        Thread.detachNewThread { [self] in
            var limit: Int32 = -1
            while let number = Self.next(reader, milliseconds: limit) {
                if isRequested { end(number) }
                request(signal: number)
                limit = 2000
            }
            endIfRequested()
        }
    }

    /// The next signal's number; nil when the time is up.
    private static func next(_ reader: Int32, milliseconds: Int32) -> Int32? {
        var wait = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&wait, 1, milliseconds)
            if ready < 0 && errno == EINTR { continue }
            var byte: UInt8 = 0
            guard ready == 1, read(reader, &byte, 1) == 1 else { return nil }
            return Int32(byte)
        }
    }

    /// Ends the process as the signal would have, once nothing half-written is left.
    package func endIfRequested() {
        let number = signalNumber.load(ordering: .relaxed)
        if number != 0 { end(number) }
    }

    private func end(_ number: Int32) -> Never {
        ChildProcesses.killAll()
        TemporaryFiles.removeAll()
        signal(number, SIG_DFL)
        raise(number)
        _exit(128 + number)
    }
}

/// The end that the signal handler writes to.
private let signalPipe = Atomic<Int32>(-1)
