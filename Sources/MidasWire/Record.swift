/// What travels inside a message out so that replicas that were not chosen become equal to the
/// one that was: whoever sees the choice has all that compensation needs.
public struct Record: Hashable, Sendable {
    /// First-hand values; always there.
    public var draws: DrawLog
    /// Digest of the path that the segment took.
    public var path: UInt64
    /// Second-hand state by place, for the techniques that transfer state.
    public var state: State
    /// External actions that wait for the choice to be stable.
    public var actions: [ExternalAction]

    public init(
        draws: DrawLog = DrawLog(), path: UInt64 = 0, state: State = .none,
        actions: [ExternalAction] = []
    ) {
        self.draws = draws
        self.path = path
        self.state = state
        self.actions = actions
    }

    /// Which state a record carries.
    public enum State: Hashable, Sendable {
        /// Receivers re-execute.
        case none
        /// The contaminated places that the segment wrote, what it allocated and what it freed.
        case contaminated(places: [Place], allocated: [UInt64], freed: [UInt64])
        /// All persistent state of the tier.
        case all([Place])
    }

    /// A place by its stable name, and its bytes.
    public struct Place: Hashable, Sendable {
        public var name: UInt64
        public var bytes: [UInt8]

        public init(name: UInt64, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// An effect outside the order, done at least once under the key (request, point, index).
    public struct ExternalAction: Hashable, Sendable {
        public var index: UInt32
        public var channel: UInt32
        public var payload: [UInt8]

        public init(index: UInt32, channel: UInt32, payload: [UInt8]) {
            self.index = index
            self.channel = channel
            self.payload = payload
        }
    }
}

extension Record {
    public func encode(to writer: inout WireWriter) {
        writer.write(path)
        writer.write(draws.bytes)
        encodeState(to: &writer)
        writer.write(UInt32(actions.count))
        for action in actions {
            writer.write(action.index)
            writer.write(action.channel)
            writer.write(action.payload)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        path = try reader.readUInt64()
        draws = try DrawLog(bytes: reader.readBytes())
        state = try Record.decodeState(from: &reader)
        actions = []
        for _ in 0..<(try reader.readCount(itemSize: 12)) {
            actions.append(
                ExternalAction(
                    index: try reader.readUInt32(), channel: try reader.readUInt32(),
                    payload: try reader.readBytes()))
        }
    }

    private func encodeState(to writer: inout WireWriter) {
        switch state {
        case .none:
            writer.write(0 as UInt8)
        case .contaminated(let places, let allocated, let freed):
            writer.write(1 as UInt8)
            Record.encode(places, to: &writer)
            Record.encode(allocated, to: &writer)
            Record.encode(freed, to: &writer)
        case .all(let places):
            writer.write(2 as UInt8)
            Record.encode(places, to: &writer)
        }
    }

    private static func decodeState(from reader: inout WireReader) throws(WireError) -> State {
        switch try reader.readUInt8() {
        case 0: return .none
        case 1:
            return .contaminated(
                places: try places(from: &reader), allocated: try words(from: &reader),
                freed: try words(from: &reader))
        case 2: return .all(try places(from: &reader))
        default: throw .invalid(.kind)
        }
    }

    private static func encode(_ places: [Place], to writer: inout WireWriter) {
        writer.write(UInt32(places.count))
        for place in places {
            writer.write(place.name)
            writer.write(place.bytes)
        }
    }

    private static func encode(_ words: [UInt64], to writer: inout WireWriter) {
        writer.write(UInt32(words.count))
        for word in words { writer.write(word) }
    }

    private static func places(from reader: inout WireReader) throws(WireError) -> [Place] {
        var places: [Place] = []
        for _ in 0..<(try reader.readCount(itemSize: 12)) {
            places.append(Place(name: try reader.readUInt64(), bytes: try reader.readBytes()))
        }
        return places
    }

    private static func words(from reader: inout WireReader) throws(WireError) -> [UInt64] {
        var words: [UInt64] = []
        for _ in 0..<(try reader.readCount(itemSize: 8)) { words.append(try reader.readUInt64()) }
        return words
    }
}
