import MidasProtocol
import MidasWire

/// A replica with its shell: state, workers, frames, undo logs and an outbox.
struct SimulatedReplica: Sendable {
    var core: Replica
    var status: Status
    var store: [UInt64]
    /// What unfinished requests keep across their calls, by request.
    var frames: [Frame] = []
    /// Runs whose choice is not known yet, by key.
    var runs: [Run] = []
    /// Started segments that no worker has run yet, by key.
    var ready: [Admission] = []
    var outbox: [Message] = []
    /// Answers that a client connected here would get.
    var answers: [Answer] = []
    var captures: [Capture] = []
    /// The order that a cut replica is left with.
    var detached: OrderLog?

    let identity: ReplicaID
    let tier: TierID

    init(core: Replica, status: Status, placeCount: Int) {
        self.core = core
        self.status = status
        store = [UInt64](repeating: 0, count: placeCount)
        identity = core.configuration.identity
        tier = core.configuration.tier
    }

    enum Status: UInt8, Hashable, Sendable { case absent, live, dead, cut }

    struct Frame: Hashable, Sendable {
        var request: OrderNumber
        var words: [UInt64]
    }

    /// What is needed to undo a segment or to run it again.
    struct Run: Sendable {
        var admission: Admission
        var frameBefore: [UInt64]
        var frameAfter: [UInt64]
        var undo: [(place: Int, old: UInt64)]
        var writes: PlaceSet
        var path: UInt64
        var end: Message.Output.Kind
    }

    struct Answer: Hashable, Sendable {
        var session: OrderNumber
        var number: UInt64
        var payload: [UInt8]
    }

    struct Capture: Hashable, Sendable {
        var joiner: ReplicaID
        var store: [UInt64]
    }

    func frame(of request: OrderNumber) -> [UInt64] {
        frames.first { $0.request == request }?.words ?? []
    }

    /// A call keeps its frame; a reply ends the request.
    mutating func keepFrame(
        of request: OrderNumber, _ kind: Message.Output.Kind, _ words: [UInt64]
    ) {
        let index = frames.firstIndex { $0.request >= request } ?? frames.count
        let exists = index < frames.count && frames[index].request == request
        switch kind {
        case .reply: if exists { frames.remove(at: index) }
        case .call:
            if exists {
                frames[index].words = words
            } else {
                frames.insert(Frame(request: request, words: words), at: index)
            }
        }
    }
}
