import CSystem
import Glibc
import MidasClangFrontend

/// What a parser process does: it answers requests on standard input until there are no more.
public enum ParserService {
    /// The hidden subcommand that starts it.
    public static let commandName = "parse-units"

    /// Memory that one process may map; a source that needs more is hostile.
    private static let addressLimit: rlim_t = 12 << 30

    /// Processor time of one process over all its units: it outlives its parent no longer than that.
    private static let secondsLimit: rlim_t = 4 * 3600

    /// By how many bytes its heap grows: what one unit frees serves the next without page faults.
    private static let heapStep: Int32 = 32 << 20

    public static func run() throws(UsageError) {
        midas_keep_memory(heapStep)
        limit(RLIMIT_CORE, to: 0)
        limit(RLIMIT_AS, to: addressLimit)
        limit(RLIMIT_CPU, to: secondsLimit)
        // An interruption on the terminal is the parent's to handle.
        signal(SIGINT, SIG_IGN)
        // Units are parsed on this thread's deep stack; one of libclang's own is not needed.
        setenv("LIBCLANG_NOTHREADS", "1", 1)
        let parser = try UnitParser()
        withDeepStack { serve(parser) }
    }

    private static func serve(_ parser: UnitParser) {
        let channel = MessageChannel(input: STDIN_FILENO, output: STDOUT_FILENO)
        while case .message(let bytes) = channel.receive() {
            guard let request = try? ParserRequest(decoding: bytes) else { return }
            do {
                try channel.send(parser.parse(request).encoded())
            } catch {
                return
            }
        }
    }

    private static func limit(_ resource: __rlimit_resource, to value: rlim_t) {
        var both = rlimit(rlim_cur: value, rlim_max: value)
        setrlimit(__rlimit_resource_t(resource.rawValue), &both)
    }
}
