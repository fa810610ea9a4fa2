import MidasProtocol
import MidasWire

/// The handlers of all tiers, as the simulator runs them.
///
/// State is a fixed number of places for each tier, one 64-bit word each; larger state is several
/// places, or a digest in one. What a handler keeps across a nested call is its frame.
public protocol SimulatedProgram: SegmentCatalog {
    /// Number of places of every tier.
    var placeCount: Int { get }

    /// Runs one segment to its message out.
    func run(_ segment: inout SegmentContext) -> SegmentEnd
}

/// How a segment ends.
public enum SegmentEnd: Hashable, Sendable {
    case call(tier: TierID, handler: HandlerID, arguments: [UInt64], frame: [UInt64])
    case reply([UInt64])
}

/// What a segment sees of its replica: its input, its frame, state, and nondeterminism.
public struct SegmentContext {
    public let admission: Admission
    public let arguments: [UInt64]
    /// The reply to the call before; empty for the first segment.
    public let input: [UInt64]
    private let frame: [UInt64]
    var state: [UInt64]
    var undo: [(place: Int, old: UInt64)] = []
    var draws = DrawLog()
    var path = Digest(seed: 1)
    var access = AccessSet()
    /// The run asked for another draw than the record holds.
    var hasLeftTheRecord = false
    private var injected: DrawLog?
    private var injectedOffset = 0
    private let drawSeed: DrawSeed
    private var drawCount: UInt64 = 0

    init(
        _ admission: Admission, frame: [UInt64], state: [UInt64], injecting record: DrawLog?,
        drawSeed: DrawSeed
    ) {
        self.admission = admission
        self.frame = frame
        self.state = state
        self.drawSeed = drawSeed
        injected = record
        arguments = Words.decode(admission.arguments)
        if case .reply(let payload) = admission.input {
            input = Words.decode(payload)
        } else {
            input = []
        }
    }

    /// The order number that names the request.
    public var request: UInt64 { admission.key.request.value }

    public var point: UInt32 { admission.key.point }

    /// Whether the call before ended because its tier has no member left.
    public var isTierLost: Bool { admission.input == .tierLost }

    /// Word `index` of what the segment before kept.
    public func kept(_ index: Int) -> UInt64 { index < frame.count ? frame[index] : 0 }

    /// A value that may differ between replicas: a clock, a random number, an identity.
    public mutating func draw(site: UInt32 = 0) -> UInt64 {
        path.add(UInt64(site) + 1)
        let value: UInt64
        if let injected {
            let entry = injected.word(at: injectedOffset)
            if entry?.site != site { hasLeftTheRecord = true }
            value = entry?.word ?? 0
            injectedOffset = entry?.end ?? injectedOffset
        } else {
            value = drawSeed.value(admission.key, drawCount)
        }
        drawCount += 1
        draws.append(site: site, word: value)
        return value
    }

    public mutating func read(_ place: Int) -> UInt64 {
        access.reads.insert(UInt64(place))
        return state[place]
    }

    public mutating func write(_ place: Int, _ value: UInt64) {
        path.add(UInt64(place) + 1000)
        access.writes.insert(UInt64(place))
        undo.append((place, state[place]))
        state[place] = value
    }

    /// Treats the place as a log: its word becomes the digest of what was there and `entry`.
    public mutating func append(_ place: Int, _ entry: UInt64...) {
        var digest = Digest(seed: read(place))
        for word in entry { digest.add(word) }
        write(place, digest.value)
    }

    /// Whether the record was used up.
    var isAtEndOfRecord: Bool {
        guard let injected else { return true }
        return injected.word(at: injectedOffset) == nil
    }
}

/// What a replica's own draws are.
struct DrawSeed: Hashable, Sendable {
    var replica: ReplicaID
    /// Nil: every draw is the replica's number, so that all differ and few states do.
    var seed: UInt64?

    func value(_ key: SegmentKey, _ count: UInt64) -> UInt64 {
        guard let seed else { return UInt64(replica.value) }
        let place = key.request.value << 24 ^ UInt64(key.point) << 16 ^ count << 8
        return SeededGenerator.mix(seed ^ place ^ UInt64(replica.value)) % 5
    }
}

/// Words as bytes of a message.
public enum Words {
    public static func encode(_ words: [UInt64]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: words.count * 8) { buffer, count in
            for (index, word) in words.enumerated() {
                UnsafeMutableRawBufferPointer(buffer).storeBytes(
                    of: word.littleEndian, toByteOffset: index * 8, as: UInt64.self)
            }
            count = words.count * 8
        }
    }

    public static func decode(_ bytes: [UInt8]) -> [UInt64] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / 8).map {
                UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
    }
}
