/// What kind of thing a descriptor, stream or handle leads to.
public enum ChannelKind: UInt8, Word {
    /// A regular file, or what a path names when nothing more is known.
    case file
    case directory
    case standardInput, standardOutput, standardError
    /// A socket before it listens or connects.
    case socket
    case listeningSocket
    /// Accepted: carries requests.
    case acceptedSocket
    /// Connected by the program: carries answers of other services.
    case connectedSocket
    case pipe
    case terminal
    /// /dev/urandom and its like.
    case random
    /// Files under /proc, /sys, /dev.
    case kernelFile
    /// `eventfd`.
    case counter
    case timer
    case signals
    /// `inotify`, `fanotify`.
    case watch
    /// `epoll`, `kqueue`: gives readiness.
    case demultiplexer
    /// A stream over memory (`fmemopen`, `std::stringstream`).
    case memory
    case sharedMemory
    case messageQueue
    /// A child process's standard streams (`popen`).
    case process
    case log
    case database

    /// What a path leads to, as far as its text says: `open` and its like make a `file`, this
    /// makes it precise once the path is known.
    public static func named(_ path: String) -> ChannelKind {
        switch path {
        case "/dev/random", "/dev/urandom", "/dev/hwrng", "/dev/arandom": .random
        case "/dev/tty", "/dev/console", "/dev/ptmx": .terminal
        case "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0": .standardInput
        case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1": .standardOutput
        case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2": .standardError
        case "/dev/null", "/dev/zero", "/dev/full": .memory
        case "/dev/log": .log
        default: ["/proc/", "/sys/", "/dev/"].contains(where: path.hasPrefix) ? .kernelFile : .file
        }
    }

    /// What differs about the bytes that are read from it; nil where nothing does.
    public var contents: Refinement? {
        switch self {
        case .file: .inputFile
        case .directory: .inputMetadata
        case .standardInput, .acceptedSocket, .listeningSocket: .inputRequest
        case .socket, .connectedSocket: .inputNetwork
        case .pipe, .process, .sharedMemory, .messageQueue: .inputProcess
        case .terminal: .inputTerminal
        case .random: .randomEntropy
        case .kernelFile: .environmentKernel
        case .counter: .schedulingQueue
        case .timer: .clockElapsed
        case .signals: .signalDelivery
        case .watch: .inputMetadata
        case .demultiplexer: .schedulingReady
        case .database: .inputService
        case .memory, .standardOutput, .standardError, .log: nil
        }
    }
}

/// What a call does with a channel.
public struct ChannelEffect: Hashable, Sendable {
    public enum Role: UInt8, Word {
        /// `channel` holds a new channel of `kind` afterwards.
        case open
        /// Bytes come from the channel into `buffer`.
        case read
        /// Output: bytes of `buffer` go to the channel.
        case write
        /// A new channel `second` of kind `acceptedSocket` comes from `channel`.
        case accept
        /// The socket leads to another service from now on.
        case connect
        case listen
        case close
        /// `second` leads to the same as `channel`.
        case duplicate
        case seek
        /// Waits until one of several channels is ready.
        case demultiplex
        /// Adds, changes or removes a channel (`second`) at a demultiplexer (`channel`).
        case register
        /// Changes or reads the channel's own settings.
        case configure, inspect
        /// What was buffered leaves.
        case flush
    }

    public var role: Role
    /// The descriptor, stream or handle; nil where the function implies it (`printf`).
    public var channel: Path?
    /// The kind that is opened, or that the function implies.
    public var kind: ChannelKind?
    /// For opening: the path, address or command that names it.
    public var name: Path?
    /// What is read or written.
    public var buffer: Path?
    public var second: Path?
    public var conditions: [Condition]

    public init(
        _ role: Role, _ channel: Path?, kind: ChannelKind? = nil, name: Path? = nil,
        buffer: Path? = nil, second: Path? = nil, when conditions: [Condition] = []
    ) {
        self.role = role
        self.channel = channel
        self.kind = kind
        self.name = name
        self.buffer = buffer
        self.second = second
        self.conditions = conditions
    }

    /// Output that only people read: it has a class but makes no source effective.
    public var isLog: Bool { role == .write && (kind == .standardError || kind == .log) }
}

/// The call may wait for something outside the thread.
public struct Wait: Hashable, Sendable {
    public enum Reason: UInt8, Word {
        case demultiplex, accept, receive, standardInput, queue, condition
        /// These make no loop a request loop.
        case lock, join, sleep, signal, child, send, completion

        /// Whether a loop around such a call is a request loop (contract, "request loop").
        public var makesRequestLoop: Bool { rawValue <= Self.condition.rawValue }
    }

    public var reason: Reason
    /// Returns at a time even if nothing happened.
    public var isTimed: Bool
    /// Handlers registered with the library run inside (`event_base_loop`).
    public var dispatches: Bool
    public var conditions: [Condition]

    public init(
        _ reason: Reason, isTimed: Bool = false, dispatches: Bool = false,
        when conditions: [Condition] = []
    ) {
        self.reason = reason
        self.isTimed = isTimed
        self.dispatches = dispatches
        self.conditions = conditions
    }
}

/// A format string decides what the variadic arguments are.
public struct FormatString: Hashable, Sendable {
    public enum Style: UInt8, Word {
        /// Arguments are values; `%p` prints an address, `%n` writes back.
        case printf
        /// Arguments are pointers that are written through.
        case scanf
        case strftime
        /// Wide-character forms of the above.
        case wprintf, wscanf
    }

    public var style: Style
    /// Which argument is the format.
    public var format: UInt8
    /// The first formatted argument; nil where they come in a `va_list`.
    public var first: UInt8?
    /// Which argument is the `va_list`.
    public var list: UInt8?

    public init(_ style: Style, format: UInt8, first: UInt8? = nil, list: UInt8? = nil) {
        self.style = style
        self.format = format
        self.first = first
        self.list = list
    }
}
