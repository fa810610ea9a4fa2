import InterpreterSupport
import MidasBase
import MidasIR
import MidasInterpreter

/// The world around one run: a source answers as the world's seed says, everything else the same in
/// every world. A request ends where the program waits for the next one.
final class World: InterpreterHost {
    let library = LibraryHost()
    private(set) var snapshots: [Snapshot] = []
    /// The program ended itself before the end of `main`.
    private(set) var leftEarly = false
    private var random: SeededRandom
    private var generator: UInt64
    private var now: Int64
    private let identity: UInt64
    private let requests: [[UInt8]]
    private var nextRequest = 0
    private var outputs: [Snapshot.Output: [UInt8]] = [:]
    private var environment: [String: UInt64] = [:]

    /// - Parameter seedsGenerator: the program calls `srand` somewhere. Where it does not, the draws
    ///   are those of some C library; else they begin as the standard says, as if by `srand(1)`.
    init(seed: UInt64, requests: [[UInt8]], seedsGenerator: Bool) {
        random = SeededRandom(seed)
        self.requests = requests
        generator = seedsGenerator ? 1 : random.next()
        identity = 300 + random.next() % 30_000
        now = 1_700_000_000 + Int64(random.below(1_000_000))
    }

    func knows(_ function: String) -> Bool {
        library.knows(function) || Self.own.contains(function)
    }

    private static let own: Set = ["checkpoint", "getrandom", "getppid", "read", "write"]

    func variable(_ name: String) -> [UInt8]? { library.variable(name) }

    func call(_ call: ExternalCall, in machine: Interpreter) throws -> ExternalResult {
        if let answer = try source(call, machine) ?? input(call, machine) { return answer }
        let before = (library.output.count, library.errors.count)
        if call.function == "exit" || call.function == "_exit" { leftEarly = true }
        let result = try library.call(call, in: machine)
        note(Array(library.output[before.0...]) + library.errors[before.1...], machine)
        return result
    }

    // MARK: Sources

    private func source(_ call: ExternalCall, _ machine: Interpreter) throws -> ExternalResult? {
        switch call.function {
        case "time":
            let time = tick()
            if call[0] != 0 { try machine.store(time, at: call[0]) }
            return .value(time)
        case "clock": return .value(tick() & 0xFFFF_FFFF)
        case "gettimeofday":
            try machine.store(tick(), at: call[0])
            try machine.store(random.next() % 1_000_000, at: call[0] + 8)
            return .value(0)
        case "clock_gettime":
            try machine.store(tick(), at: call[1])
            try machine.store(random.next() % 1_000_000_000, at: call[1] + 8)
            return .value(0)
        case "getpid": return .value(identity)
        case "getppid": return .value(identity - 100)
        case "getrandom":
            try machine.write((0..<call[1]).map { _ in UInt8(random.below(256)) }, at: call[0])
            return .value(call[1])
        case "rand", "random": return .value(draw())
        case "srand", "srandom":
            generator = call[0]
            return .void
        case "getenv": return .value(try variable(call, machine))
        default: return nil
        }
    }

    private func tick() -> UInt64 {
        now += Int64(random.below(900))
        return UInt64(now)
    }

    private func draw() -> UInt64 {
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (generator ^ generator >> 29) >> 33
    }

    /// Every variable is set, to digits; a caller that asks again gets the same.
    private func variable(_ call: ExternalCall, _ machine: Interpreter) throws -> UInt64 {
        let name = String(decoding: try machine.string(call[0]), as: UTF8.self)
        if let known = environment[name] { return known }
        let text = Array("\(random.below(90) + 10)".utf8) + [0]
        let address = try machine.allocate(UInt64(text.count))
        try machine.write(text, at: address)
        environment[name] = address
        return address
    }

    // MARK: Requests

    private func input(_ call: ExternalCall, _ machine: Interpreter) throws -> ExternalResult? {
        switch call.function {
        case "read" where call[0] == 0:
            takeSnapshot(machine)
            guard nextRequest < requests.count else { return .value(0) }
            let bytes = requests[nextRequest].prefix(Int(call[2]))
            nextRequest += 1
            try machine.write(Array(bytes), at: call[1])
            return .value(bytes.count)
        case "write":
            note(try machine.read(call[1], Int(call[2])), machine)
            return .value(call[2])
        case "checkpoint":
            takeSnapshot(machine)
            return .void
        default: return nil
        }
    }

    func takeSnapshot(_ machine: Interpreter) {
        snapshots.append(Snapshot(machine, outputs: outputs))
        outputs = [:]
    }

    /// What is written, by the line that writes it.
    private func note(_ bytes: [UInt8], _ machine: Interpreter) {
        guard !bytes.isEmpty else { return }
        let position = machine.currentPosition
        guard !position.isNone else { return }
        let path = machine.unit.strings[machine.unit.files[position.file].path]
        outputs[Snapshot.Output(file: path, line: position.line), default: []] += bytes
    }
}
