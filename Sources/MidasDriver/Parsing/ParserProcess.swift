import Glibc
import MidasBuildDatabase

/// A child process that parses units, so that a source which kills or hangs the parser costs that
/// process only. One thread uses it at a time; it is started with the first request.
package final class ParserProcess {
    private var child: (pid: pid_t, channel: MessageChannel, ends: [Int32])?

    /// How long a parser may take over one unit without an answer before it counts as hanging.
    private let patience: Int32
    private let program: String

    /// - Parameters:
    ///   - program: the executable to start with the argument `ParserService.commandName`.
    ///   - patience: in milliseconds.
    package init(program: String = "/proc/self/exe", patience: Int32 = 300_000) {
        self.program = program
        self.patience = patience
    }

    deinit { stop() }

    /// Parses a unit. A parser that dies or hangs is replaced, and the unit is tried once more alone
    /// in a fresh one; then its end is the reply.
    package func parse(_ request: ParserRequest) -> ParserReply {
        var reason = ""
        for _ in 0..<2 {
            switch attempt(request) {
            case .reply(let reply): return reply
            case .ended(let why): reason = why
            }
        }
        return .failure(reason)
    }

    private enum Attempt {
        case reply(ParserReply)
        case ended(String)
    }

    private func attempt(_ request: ParserRequest) -> Attempt {
        do {
            let channel = try start()
            guard (try? channel.send(request.encoded())) != nil else {
                return .ended(stop() ?? Self.noAnswer)
            }
            switch channel.receive(milliseconds: patience) {
            case .message(let bytes): return .reply(try ParserReply(decoding: bytes))
            case .end: return .ended(stop() ?? Self.noAnswer)
            case .timeout:
                stop(killing: true)
                return .ended("the parser gave no answer for \(patience / 1000) s")
            }
        } catch {
            return .ended(stop() ?? "the parser could not be started")
        }
    }

    private static let noAnswer = "the parser ended without an answer"

    private func start() throws(FileError) -> MessageChannel {
        if let child { return child.channel }
        guard let started = ChildProcesses.start(program, [ParserService.commandName]) else {
            throw FileError(reason: "no process could be started")
        }
        let channel = MessageChannel(input: started.output, output: started.input)
        child = (started.pid, channel, [started.output, started.input])
        return channel
    }

    /// Ends the child and says how it ended, if a signal did it.
    @discardableResult
    private func stop(killing: Bool = false) -> String? {
        guard let child else { return nil }
        self.child = nil
        for end in child.ends { close(end) }
        let number = ChildProcesses.wait(child.pid, killing: killing) & 0x7F
        return number == 0 ? nil : "the parser was ended by signal \(number)"
    }
}
