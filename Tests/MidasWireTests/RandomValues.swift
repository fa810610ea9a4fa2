import MidasWire

/// SplitMix64: a seed gives the same values everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func bytes(_ limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in
            UInt8.random(in: 0...255, using: &self)
        }
    }

    mutating func tier() -> TierID { TierID(UInt8.random(in: 0..<64, using: &self)) }

    mutating func number() -> OrderNumber { OrderNumber(next()) }

    mutating func replica() -> ReplicaID { ReplicaID(UInt32(truncatingIfNeeded: next())) }

    mutating func handler() -> HandlerID { HandlerID(UInt32(truncatingIfNeeded: next())) }

    mutating func places() -> [Record.Place] {
        (0..<Int.random(in: 0...3, using: &self)).map { _ in
            Record.Place(name: next(), bytes: bytes(20))
        }
    }

    mutating func record() -> Record {
        var draws = DrawLog()
        for _ in 0..<Int.random(in: 0...4, using: &self) {
            let value = bytes(19)
            value.withUnsafeBytes { draws.append(site: UInt32(value.count), $0) }
        }
        let states: [Record.State] = [
            .none, .contaminated(places: places(), allocated: [next()], freed: [next(), next()]),
            .all(places()),
        ]
        let actions = (0..<Int.random(in: 0...2, using: &self)).map {
            Record.ExternalAction(index: UInt32($0), channel: 7, payload: bytes(9))
        }
        return Record(
            draws: draws, path: next(), state: states.randomElement(using: &self)!,
            actions: actions)
    }

    mutating func output() -> Message.Output {
        let call = Message.Output.Kind.call(tier: tier(), handler: handler())
        return Message.Output(
            tier: tier(), key: SegmentKey(request: number(), point: 3), root: number(),
            sender: replica(), view: next(), kind: Bool.random(using: &self) ? .reply : call,
            payload: bytes(40), record: Bool.random(using: &self) ? record() : nil,
            delivered: number(), addresses: TierSet(bits: next()))
    }

    mutating func message() -> Message {
        switch Int.random(in: 0..<9, using: &self) {
        case 0: .open(.init(tier: tier(), nonce: next()))
        case 1: .close(.init(tier: tier(), session: number()))
        case 2:
            .request(
                .init(
                    tier: tier(), session: number(), number: next(), seenBelow: next(),
                    handler: handler(), arguments: bytes(50)))
        case 3: .output(output())
        case 4: .acknowledge(.init(replica: replica(), delivered: number()))
        case 5: .join(.init(tier: tier(), replica: replica()))
        case 6: .joined(.init(tier: tier(), replica: replica()))
        case 7:
            .tick(
                .init(tier: tier(), handler: handler(), timer: 4, count: next(), value: bytes(8)))
        default:
            .view(
                .init(
                    number: next(),
                    members: (0..<4).map { _ in .init(replica: replica(), tier: tier()) }))
        }
    }
}
