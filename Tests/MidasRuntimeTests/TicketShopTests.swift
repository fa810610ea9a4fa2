import Glibc
import Testing

/// The example as real processes: two tiers of three replicas, clients, and a kill.
@Suite(.serialized) struct TicketShopTests {
    @Test func replicasThatDrawDifferentlyEndEqual() throws {
        let shop = try Shop()
        let first = try shop.client(60)
        let second = try shop.client(60)
        #expect(shop.wait(first) == 0)
        #expect(shop.wait(second) == 0)
        let states = shop.stop()
        #expect(states.count == 6)
        #expect(Set(states[..<3]).count == 1, "\(states)")
        #expect(Set(states[3...]).count == 1, "\(states)")
        let words = states[0].split(separator: " ")
        #expect((Int(words[0]) ?? 0) + (Int(words[1]) ?? 0) == 120, "every ticket once")
    }

    /// The sequencer is among the killed: its place is taken, the clients go elsewhere.
    @Test(arguments: [0, 1, 4])
    func nothingIsLostWhenAReplicaIsKilled(victim: Int) throws {
        let shop = try Shop()
        let client = try shop.client(150)
        usleep(60_000)
        shop.kill(victim)
        #expect(shop.wait(client) == 0)
        let states = shop.stop()
        #expect(states.count == 5)
        let ownTier = victim < 3 ? Array(states[..<2]) : Array(states[3...])
        let other = victim < 3 ? Array(states[2...]) : Array(states[..<3])
        #expect(Set(ownTier).count == 1, "\(states)")
        #expect(Set(other).count == 1, "\(states)")
        let words = (victim < 3 ? ownTier : other)[0].split(separator: " ")
        #expect((Int(words[0]) ?? 0) + (Int(words[1]) ?? 0) == 150, "every ticket once")
    }
}

/// The processes of one ring.
private final class Shop {
    private let folder: String
    private let tool: String
    private var replicas: [pid_t?] = []

    init() throws {
        var template = Array("/tmp/midas-shop-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        folder = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        tool = try Shop.find()
        for index in 0..<6 {
            replicas.append(
                try start([
                    "replica", folder, index < 3 ? "0" : "1", "\(index)", "6", state(index),
                ]))
        }
    }

    deinit {
        for replica in replicas.compactMap({ $0 }) {
            Glibc.kill(replica, SIGKILL)
            _ = wait(replica)
        }
        for index in 0..<6 {
            unlink(state(index))
            unlink("\(folder)/member.\(index).lock")
            unlink("\(folder)/client.\(index < 3 ? 0 : 1).\(index).sock")
        }
        unlink(folder + "/order.sock")
        unlink(folder + "/order.lock")
        rmdir(folder)
    }

    func client(_ count: Int) throws -> pid_t { try start(["client", folder, "\(count)"]) }

    func kill(_ index: Int) {
        guard let process = replicas[index] else { return }
        Glibc.kill(process, SIGKILL)
        _ = wait(process)
        replicas[index] = nil
    }

    /// Lets all that was ordered arrive, stops the rest, and returns what they say of their state.
    func stop() -> [String] {
        usleep(300_000)
        var states: [String] = []
        for index in replicas.indices {
            guard let process = replicas[index] else { continue }
            Glibc.kill(process, SIGTERM)
            if wait(process) == 0 { states.append(read(state(index))) }
            replicas[index] = nil
        }
        return states
    }

    /// What a process ended with; one that does not end in half a minute is killed.
    func wait(_ process: pid_t) -> Int32 {
        var status: Int32 = 0
        for _ in 0..<3000 {
            if waitpid(process, &status, WNOHANG) == process { return status }
            usleep(10_000)
        }
        Glibc.kill(process, SIGKILL)
        waitpid(process, &status, 0)
        return status
    }

    private func state(_ index: Int) -> String { "\(folder)/state.\(index)" }

    private func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }

    private func start(_ arguments: [String]) throws -> pid_t {
        var words = ([tool] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        // A child inherits the mask of the thread that starts it, and threads of a test run may
        // have blocked everything.
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        try #require(posix_spawn(&process, tool, nil, &attributes, &words, environ) == 0)
        return process
    }

    /// The example is built beside the tests.
    private static func find() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var directory = ""
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            directory = argument.split(separator: "/", omittingEmptySubsequences: false)
                .prefix { !$0.hasSuffix(".xctest") }.joined(separator: "/")
        }
        if directory.isEmpty {
            let count = readlink("/proc/self/exe", &bytes, bytes.count)
            let path = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
            directory = path.split(separator: "/", omittingEmptySubsequences: false)
                .dropLast().joined(separator: "/")
        }
        let tool = directory + "/TicketShop"
        try #require(access(tool, X_OK) == 0, "no example at \(tool)")
        return tool
    }
}
