import Glibc
import Synchronization

/// The child processes that are running, so that none outlives an interruption.
enum ChildProcesses {
    struct Started {
        var pid: pid_t
        /// The end that the child's standard input is read from.
        var input: Int32
        /// The end that the child's standard output is written to.
        var output: Int32
    }

    private static let running = Mutex<Set<pid_t>>([])

    /// Starts `program` with pipes for its standard input and output; nil where that fails.
    ///
    /// One at a time, so that no child inherits the ends of another's pipes.
    ///
    /// - Parameter isProbe: the program is looked up in `PATH`, is called by its name, and writes its
    ///   errors where it writes its output.
    static func start(
        _ program: String, _ arguments: [String], isProbe: Bool = false
    ) -> Started? {
        running.withLock { running in
            guard let input = makePipe() else { return nil }
            guard let output = makePipe() else {
                close(input.read)
                close(input.write)
                return nil
            }
            let pid = spawn(
                program, arguments, input: input.read, output: output.write, isProbe: isProbe)
            close(input.read)
            close(output.write)
            guard let pid else {
                close(input.write)
                close(output.read)
                return nil
            }
            running.insert(pid)
            return Started(pid: pid, input: input.write, output: output.read)
        }
    }

    /// Waits for a child's end and returns what `waitpid` says of it.
    static func wait(_ pid: pid_t, killing: Bool) -> Int32 {
        if killing { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        running.withLock { _ = $0.remove(pid) }
        return status
    }

    static func killAll() {
        running.withLock { for pid in $0 { kill(pid, SIGKILL) } }
    }

    private static func makePipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ program: String, _ arguments: [String], input: Int32, output: Int32, isProbe: Bool
    ) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if isProbe { posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO) }
        var words = ([isProbe ? program : "midas"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code =
            isProbe
            ? posix_spawnp(&pid, program, &actions, nil, &words, environ)
            : posix_spawn(&pid, program, &actions, nil, &words, environ)
        return code == 0 ? pid : nil
    }
}
