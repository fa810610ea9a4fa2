import MidasRPC
import MidasWire
import Synchronization

/// How often things go wrong, in thousandths of frames (kills: of rounds).
public struct Trouble: Sendable {
    public var loss = 0
    public var duplication = 0
    public var reordering = 0
    public var connectionKills = 0
    public var serverKills = 0

    public init(
        loss: Int = 0, duplication: Int = 0, reordering: Int = 0, connectionKills: Int = 0,
        serverKills: Int = 0
    ) {
        self.loss = loss
        self.duplication = duplication
        self.reordering = reordering
        self.connectionKills = connectionKills
        self.serverKills = serverKills
    }
}

/// How often each call was executed.
public final class ExecutionLog: Sendable {
    private let counts = Mutex<[UInt64: Int]>([:])

    public init() {}

    public func note(_ call: UInt64) { counts.withLock { $0[call, default: 0] += 1 } }
    public func count(_ call: UInt64) -> Int { counts.withLock { $0[call] ?? 0 } }
    public var largest: Int { counts.withLock { $0.values.max() ?? 0 } }
    public var total: Int { counts.withLock { $0.values.reduce(0, +) } }

    /// A method that notes the number in its payload and answers with it doubled.
    public func method() -> Service.Handler {
        { request, reply in
            guard request.payload.count == 8 else { return .malformed }
            let call = request.payload.loadUnaligned(as: UInt64.self)
            self.note(call)
            withUnsafeBytes(of: call &* 2) { reply.write($0) }
            return .done
        }
    }
}

/// A client and a server with a network between them that does what it likes with frames.
public struct LossyNetwork: Sendable {
    public private(set) var client: ClientCore<JitterGenerator>
    public private(set) var server: ServerCore
    private let service: Service
    private let limits: ServerLimits
    private let trouble: Trouble
    private var generator: JitterGenerator
    private var now: UInt64 = 0
    private var connection = 0
    private var isConnected = false
    private var incarnation: UInt32 = 1
    private var toServer: [[UInt8]] = []
    private var toClient: [[UInt8]] = []
    /// The most calls that the server ever remembered.
    public private(set) var largestTable = 0

    public init(
        service: Service, trouble: Trouble, seed: UInt64, limits: ServerLimits = ServerLimits()
    ) {
        self.service = service
        self.trouble = trouble
        self.limits = limits
        generator = JitterGenerator(seed: seed)
        client = ClientCore(
            client: 7, epoch: 1,
            retryPolicy: RetryPolicy(firstDelay: 20_000, largestDelay: 200_000),
            generator: JitterGenerator(seed: ~seed))
        server = ServerCore(service: service, incarnation: 1, limits: limits)
    }

    public mutating func start(
        _ method: UInt32, _ payload: [UInt8], _ semantics: Semantics = .atMostOnce,
        timeout: UInt64? = nil
    ) throws(RPCError) -> UInt64 {
        try client.start(method, payload, semantics, timeout: timeout, at: now)
    }

    public mutating func take(_ call: UInt64) -> Result<[UInt8], RPCError>? { client.take(call) }

    /// Lets time pass and frames travel once each way.
    public mutating func round() {
        now += 10_000
        injectKills()
        if !isConnected { connect() }
        client.tick(at: now)
        exchange()
        largestTable = max(largestTable, server.rememberedCallCount)
    }

    private mutating func connect() {
        connection += 1
        isConnected = true
        server.connect(connection)
        client.connected()
        toServer = []
        toClient = []
    }

    private mutating func injectKills() {
        if happens(trouble.serverKills) {
            incarnation += 1
            server = ServerCore(service: service, incarnation: incarnation, limits: limits)
            disconnect()
        } else if happens(trouble.connectionKills) {
            disconnect()
        }
    }

    private mutating func disconnect() {
        guard isConnected else { return }
        isConnected = false
        server.disconnect(connection)
        client.disconnected()
    }

    private mutating func exchange() {
        let connection = connection
        let now = now
        var sent: [[UInt8]] = []
        client.flush { bytes in
            sent = LossyNetwork.frames(bytes)
            return bytes.count
        }
        toServer += sent
        for frame in arriving(\.toServer) {
            let isRead = frame.withUnsafeBytes {
                (try? server.receive($0, on: connection)) != nil
            }
            if !isRead { return disconnect() }
        }
        sent = []
        server.flush(connection) { bytes in
            sent = LossyNetwork.frames(bytes)
            return bytes.count
        }
        toClient += sent
        for frame in arriving(\.toClient) {
            let isRead = frame.withUnsafeBytes { (try? client.receive($0, at: now)) != nil }
            if !isRead { return disconnect() }
        }
    }

    /// What arrives of what is under way. Greetings are spared: a stream delivers them or breaks.
    private mutating func arriving(
        _ path: WritableKeyPath<LossyNetwork, [[UInt8]]>
    ) -> [[UInt8]] {
        let queue = self[keyPath: path]
        var arriving: [[UInt8]] = []
        var held: [[UInt8]] = []
        for frame in queue {
            guard frame[4] >= RPCHeader.Kind.call.rawValue else {
                arriving.append(frame)
                continue
            }
            if happens(trouble.loss) { continue }
            if happens(trouble.duplication) { held.append(frame) }
            if happens(trouble.reordering) { held.append(frame) } else { arriving.append(frame) }
        }
        if happens(trouble.reordering) { arriving.shuffleCalls(using: &generator) }
        self[keyPath: path] = held
        return arriving
    }

    private static func frames(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let length = Int(
                UInt32(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
            let end = start + RPCHeader.size + length
            found.append([UInt8](bytes[start..<end]))
            start = end
        }
        return found
    }

    private mutating func happens(_ thousandths: Int) -> Bool {
        thousandths > 0 && Int(generator.next() % 1000) < thousandths
    }
}

extension [[UInt8]] {
    /// Shuffles unless a greeting is among the frames, which comes first.
    fileprivate mutating func shuffleCalls(using generator: inout JitterGenerator) {
        if allSatisfy({ $0[4] >= RPCHeader.Kind.call.rawValue }) { shuffle(using: &generator) }
    }
}
