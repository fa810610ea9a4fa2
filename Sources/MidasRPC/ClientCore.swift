import MidasWire

/// The client's side of remote calls: bytes in, bytes out, no I/O. Time is an argument, in
/// nanoseconds; randomness is injected.
public struct ClientCore<Generator: RandomNumberGenerator & Sendable>: Sendable {
    /// How a call ended.
    public typealias Outcome = Result<[UInt8], RPCError>

    private struct Call: Sendable {
        let method: UInt32
        let payload: [UInt8]
        let semantics: Semantics
        let deadline: UInt64?
        var attempts = 0
        /// When the call is sent again.
        var retryTime: UInt64 = .max
    }

    private enum Link { case down, greeting, up }

    /// The server's word; until then a guess.
    public private(set) var window = 1024
    public private(set) var maximumPayload = 1 << 20
    private let client: UInt64
    private let epoch: UInt64
    private let retryPolicy: RetryPolicy
    private var generator: Generator
    private var link = Link.down
    private var session: UInt64 = 0
    private var calls: [UInt64: Call] = [:]
    private var outcomes: [UInt64: Outcome] = [:]
    private var nextSequence: UInt64 = 1
    /// All replies to calls below it have been seen, or nobody waits for them.
    private var seenBelow: UInt64 = 1
    private var input = RPCFrameBuffer(maximumPayload: 0)
    private var output: [UInt8] = []
    private var nextTimer: UInt64 = .max
    private var clock = ElapsedTime()
    private let maximumReply: Int
    private let silenceLimit: UInt64
    /// Since when the server has said nothing, while something was expected of it.
    private var silentSince: UInt64 = 0
    /// Whether the server has been silent for too long: the connection may be dead without either
    /// side being told, so it is to be closed and made anew. Calls survive that.
    public private(set) var isServerSilent = false
    /// Why the server does not let the client in, once it has said so.
    public private(set) var refusal: RPCError?

    /// - Parameters:
    ///   - client: names the client for the server.
    ///   - epoch: higher each time that the client is started.
    ///   - maximumReply: the most bytes of one reply that are taken.
    ///   - silenceLimit: how long a server may say nothing with calls under way, in nanoseconds.
    public init(
        client: UInt64, epoch: UInt64, retryPolicy: RetryPolicy = RetryPolicy(),
        maximumReply: Int = 64 << 20, silenceLimit: UInt64 = 30_000_000_000, generator: Generator
    ) {
        self.maximumReply = maximumReply
        self.silenceLimit = max(1, silenceLimit)
        self.client = client
        self.epoch = epoch
        self.retryPolicy = retryPolicy
        self.generator = generator
    }

    /// The number of calls under way.
    public var outstandingCount: Int { calls.count }

    /// Starts a call.
    /// - Parameters:
    ///   - timeout: in nanoseconds; nil to wait for ever.
    /// - Returns: the call's number.
    /// - Throws: `tooManyCalls`, `requestTooLarge` or `refusal`; then nothing was started.
    public mutating func start(
        _ method: UInt32, _ payload: [UInt8], _ semantics: Semantics = .atMostOnce,
        timeout: UInt64? = nil, at now: UInt64
    ) throws(RPCError) -> UInt64 {
        if let refusal { throw refusal }
        let now = clock.advance(to: now)
        guard payload.count <= maximumPayload else { throw .requestTooLarge(limit: maximumPayload) }
        guard nextSequence - seenBelow < UInt64(window) else { throw .tooManyCalls(limit: window) }
        if calls.isEmpty { listen(from: now) }
        let sequence = nextSequence
        nextSequence += 1
        let deadline = timeout.map { now.saturatingAdd($0) }
        calls[sequence] = Call(
            method: method, payload: payload, semantics: semantics, deadline: deadline)
        nextTimer = min(nextTimer, deadline ?? .max)
        if link == .up { send(sequence, at: now) }
        return sequence
    }

    /// Whether a call has ended.
    public func isComplete(_ sequence: UInt64) -> Bool { calls[sequence] == nil }

    /// Takes a call's outcome; nil while it is under way, and when it was taken before.
    public mutating func take(_ sequence: UInt64) -> Outcome? {
        outcomes.removeValue(forKey: sequence)
    }

    /// Ends a call without a result. The server may execute it yet, if it was sent.
    public mutating func cancel(_ sequence: UInt64) {
        guard calls[sequence] != nil else { return }
        end(sequence, .failure(.cancelled))
    }

    /// Gives what is to be sent to `body`, which says how much of it was sent.
    public mutating func flush(_ body: (UnsafeRawBufferPointer) -> Int) {
        if !output.isEmpty { output.send(body) }
    }

    /// Bytes that may wait to be sent before nothing is sent again.
    private static var outputBytes: Int { 1 << 20 }

    /// The bytes that wait to be sent.
    public var outputCount: Int { output.count }
}

/// The connection.
extension ClientCore {
    /// A connection stands: the client says who it is and which session it wants to go on with.
    public mutating func connected() {
        link = .greeting
        listen(from: clock.elapsed)
        input = RPCFrameBuffer(maximumPayload: maximumReply)
        output = []
        RPCHello(client: client, epoch: epoch, session: session, seenBelow: seenBelow)
            .appendFrame(to: &output)
    }

    /// The connection is lost. Calls stay; they are sent again on the next connection.
    public mutating func disconnected() {
        link = .down
        output = []
    }

    /// Bytes have come.
    /// - Throws: what makes the stream unreadable; the connection is to be closed.
    public mutating func receive(
        _ bytes: UnsafeRawBufferPointer, at now: UInt64
    ) throws(WireError) {
        let now = clock.advance(to: now)
        listen(from: now)
        var buffer = RPCFrameBuffer(maximumPayload: 0)
        swap(&buffer, &input)
        defer { swap(&buffer, &input) }
        buffer.append(bytes)
        do throws(WireError) {
            try buffer.forEachFrame { (header, payload) throws(WireError) in
                try take(frame: header, payload, at: now)
                return true
            }
        } catch {
            // The stream ends here. The call must not meet the same reply again.
            if let header = buffer.oversized, header.kind == .reply {
                end(header.sequence, .failure(.replyTooLarge))
            }
            throw error
        }
    }

    private mutating func take(
        frame header: RPCHeader, _ payload: UnsafeRawBufferPointer, at now: UInt64
    ) throws(WireError) {
        switch (header.kind, link) {
        case (.welcome, .greeting): try greet(RPCWelcome(payload), at: now)
        case (.reply, .up): take(header, payload, at: now)
        default: throw .invalid(.kind)
        }
    }

    private mutating func greet(_ welcome: RPCWelcome, at now: UInt64) throws(WireError) {
        guard welcome.isAccepted else {
            let isOther = welcome.version != RPCHello.version
            refuse(isOther ? .wrongVersion(welcome.version) : .notAccepted)
            return
        }
        link = .up
        window = max(1, Int(welcome.window))
        maximumPayload = Int(welcome.maximumPayload)
        let isLost = session != 0 && !welcome.isResumed
        session = welcome.session
        for sequence in calls.keys.sorted() {
            guard let call = calls[sequence] else { continue }
            if isLost && call.semantics == .atMostOnce && call.attempts > 0 {
                end(sequence, .failure(.outcomeUnknown))
            } else if call.payload.count > maximumPayload {
                end(sequence, .failure(.requestTooLarge(limit: maximumPayload)))
            } else {
                send(sequence, at: now)
            }
        }
    }

    /// The server cannot be trusted, or does not trust this client. Calls that were never sent end;
    /// others wait for a server that can be.
    public mutating func distrust(_ reason: String) {
        guard link == .greeting else { return }
        for sequence in calls.keys.sorted() where calls[sequence]?.attempts == 0 {
            end(sequence, .failure(.untrusted(reason)))
        }
    }

    private mutating func refuse(_ error: RPCError) {
        refusal = error
        for sequence in calls.keys.sorted() { end(sequence, .failure(error)) }
    }

    private mutating func take(
        _ header: RPCHeader, _ payload: UnsafeRawBufferPointer, at now: UInt64
    ) {
        let sequence = header.sequence
        // A reply to a call that has ended is a copy, or came too late.
        guard let call = calls[sequence] else { return }
        switch ReplyStatus(rawValue: header.status) {
        case .success: end(sequence, .success([UInt8](payload)))
        case .failed: end(sequence, .failure(.failed([UInt8](payload))))
        case .unknownMethod: end(sequence, .failure(.unknownMethod))
        case .malformedRequest: end(sequence, .failure(.malformedRequest))
        case .replyTooLarge: end(sequence, .failure(.replyTooLarge))
        case .expired: end(sequence, .failure(.outcomeUnknown))
        // It was not executed: it is sent again after a while.
        case .overloaded: schedule(sequence, call.attempts, at: now)
        case nil: end(sequence, .failure(.malformedReply))
        }
    }
}

/// Time.
extension ClientCore {
    /// When `tick` is to be called next; nil if there is nothing to wait for.
    public var nextTick: UInt64? { nextTimer == .max ? nil : clock.outside(nextTimer) }

    /// Ends calls whose deadline has passed and sends again those that have had no reply.
    public mutating func tick(at now: UInt64) {
        let now = clock.advance(to: now)
        guard now >= nextTimer else { return }
        nextTimer = .max
        noteSilence(at: now)
        for sequence in calls.keys.sorted() {
            guard let call = calls[sequence] else { continue }
            if let deadline = call.deadline, deadline <= now {
                end(sequence, .failure(.deadlineExceeded))
                continue
            }
            if call.retryTime <= now, link == .up { send(sequence, at: now) }
            note(timersOf: sequence)
        }
    }

    private mutating func listen(from now: UInt64) {
        silentSince = now
        isServerSilent = false
        if link == .greeting { nextTimer = min(nextTimer, now.saturatingAdd(silenceLimit)) }
    }

    private mutating func noteSilence(at now: UInt64) {
        guard link == .greeting || (link == .up && !calls.isEmpty) else { return }
        let limit = silentSince.saturatingAdd(silenceLimit)
        isServerSilent = now >= limit
        if !isServerSilent { nextTimer = min(nextTimer, limit) }
    }

    private mutating func note(timersOf sequence: UInt64) {
        guard let call = calls[sequence] else { return }
        nextTimer = min(nextTimer, call.deadline ?? .max)
        if link == .up { nextTimer = min(nextTimer, call.retryTime) }
    }

    private mutating func send(_ sequence: UInt64, at now: UInt64) {
        guard let call = calls[sequence] else { return }
        // What waits for a slow server is not piled up further.
        if call.attempts > 0 && output.count > ClientCore.outputBytes {
            return schedule(sequence, call.attempts, at: now)
        }
        let left = call.deadline.map { $0 > now ? ($0 - now) / 1_000_000 : 0 } ?? 0
        let header = RPCHeader(
            kind: .call, method: call.method,
            timeoutMilliseconds: UInt32(clamping: left), sequence: sequence, seenBelow: seenBelow)
        call.payload.withUnsafeBytes { header.append(to: &output, payload: $0) }
        calls[sequence]?.attempts += 1
        schedule(sequence, call.attempts + 1, at: now)
    }

    private mutating func schedule(_ sequence: UInt64, _ attempts: Int, at now: UInt64) {
        let delay = retryPolicy.delay(afterAttempt: attempts, using: &generator)
        let time = now.saturatingAdd(delay)
        calls[sequence]?.retryTime = time
        nextTimer = min(nextTimer, time)
    }

    private mutating func end(_ sequence: UInt64, _ outcome: Outcome) {
        guard calls.removeValue(forKey: sequence) != nil else { return }
        outcomes[sequence] = outcome
        while seenBelow < nextSequence, calls[seenBelow] == nil { seenBelow += 1 }
    }
}
