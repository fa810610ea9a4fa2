import MidasProtocol
import MidasWire

/// Handlers that between them hold every hard case of the protocol: draws that decide whether,
/// whom and how often a segment calls, locals that live across calls, chains, cycles, readers.
///
/// Argument 0 is a place; the others are places or values as each handler says.
public struct SampleProgram: SimulatedProgram {
    public init() {}

    public let placeCount = 6

    /// The handlers; raw values are handler numbers.
    public enum Handler: UInt32, CaseIterable, Sendable {
        /// Draws, appends to its place, replies with what is there.
        case leaf
        /// Calls `leaf` in the second tier with a draw that it keeps across the call.
        case holder
        /// Calls only where its draw is even; each way writes another place.
        case chooser
        /// Draws whom it calls, and whether it calls a second time.
        case router
        /// Calls `leaf` in the third tier.
        case middle
        /// Calls `middle` in the second tier.
        case chain
        /// Reads its places; deterministic.
        case reader
        /// Called by `cycle`; calls back into the first tier.
        case caller
        /// What `caller` calls: touches the state that `cycle` touched.
        case callee
        /// First tier, second tier, first tier again.
        case cycle
    }

    public static func handler(_ handler: Handler) -> HandlerID { HandlerID(handler.rawValue) }

    static let second = TierID(1)
    static let third = TierID(2)
    /// The place of the second tier that `caller` works on.
    static let callerPlace = 4

    public func access(handler: HandlerID, arguments: [UInt8], point: UInt32) -> AccessSet {
        let words = Words.decode(arguments)
        var places = PlaceSet()
        switch Handler(rawValue: handler.value) {
        case .reader:
            for place in words { places.insert(place) }
            return AccessSet(reads: places)
        case .caller: places.insert(UInt64(SampleProgram.callerPlace))
        case .chooser where point == 0:
            places.insert(words[0])
            places.insert(words[2])
        default: places.insert(words[0])
        }
        return AccessSet(reads: places, writes: places)
    }

    public func callees(of handler: HandlerID) -> TierSet {
        switch Handler(rawValue: handler.value) {
        case .holder, .chooser, .chain, .cycle: TierSet(SampleProgram.second)
        case .router: TierSet(SampleProgram.second).union(TierSet(SampleProgram.third))
        case .middle: TierSet(SampleProgram.third)
        case .caller: TierSet(TierID(0))
        default: TierSet()
        }
    }

    public func isDeterministic(handler: HandlerID, arguments: [UInt8], point: UInt32) -> Bool {
        handler == SampleProgram.handler(.reader)
    }

    public func run(_ segment: inout SegmentContext) -> SegmentEnd {
        switch Handler(rawValue: segment.admission.handler.value) {
        case .leaf, nil: leaf(&segment)
        case .holder: holder(&segment)
        case .chooser: chooser(&segment)
        case .router: router(&segment)
        case .middle: middle(&segment)
        case .chain: chain(&segment)
        case .reader: .reply(segment.arguments.map { segment.read(Int($0)) })
        case .caller: caller(&segment)
        case .callee: callee(&segment)
        case .cycle: cycle(&segment)
        }
    }
}

/// One function a handler.
extension SampleProgram {
    private func leaf(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        let drawn = segment.draw()
        segment.append(place, segment.request, segment.argument(1), drawn)
        return .reply([segment.argument(1), drawn, segment.read(place)])
    }

    private func holder(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        let drawn = segment.draw()
        if segment.point == 0 {
            segment.append(place, segment.request, drawn)
            return segment.call(SampleProgram.second, .leaf, [segment.argument(1), drawn], [drawn])
        }
        segment.append(place, segment.request, segment.kept(0), segment.answer, drawn)
        return .reply([segment.kept(0), segment.answer, drawn])
    }

    private func chooser(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        guard segment.point == 0 else {
            segment.append(place, segment.request, segment.kept(0), segment.answer)
            return .reply([segment.kept(0), segment.answer])
        }
        let drawn = segment.draw()
        guard drawn % 2 == 0 else {
            segment.append(place, segment.request, drawn)
            return .reply([drawn])
        }
        segment.append(segment.place(2), segment.request, drawn)
        return segment.call(SampleProgram.second, .leaf, [segment.argument(1), drawn], [drawn])
    }

    private func router(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        if segment.point == 0 {
            let drawn = segment.draw()
            segment.append(place, segment.request, drawn)
            let isOdd = drawn % 2 == 1
            return segment.call(
                isOdd ? SampleProgram.second : SampleProgram.third, .leaf,
                [isOdd ? 1 : 2, drawn], [drawn])
        }
        if segment.point == 1, segment.kept(0) % 2 == 1 {
            return segment.call(
                SampleProgram.third, .leaf, [2, segment.kept(0)],
                [segment.kept(0), segment.answer])
        }
        segment.append(place, segment.request, segment.kept(0), segment.kept(1), segment.answer)
        return .reply([segment.kept(0), segment.kept(1), segment.answer])
    }

    private func middle(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        let drawn = segment.draw()
        if segment.point == 0 {
            segment.append(place, segment.request, segment.argument(1), drawn)
            return segment.call(SampleProgram.third, .leaf, [2, drawn], [drawn])
        }
        segment.append(place, segment.request, segment.kept(0), segment.answer, drawn)
        return .reply([segment.kept(0), segment.answer, drawn])
    }

    private func chain(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        if segment.point == 0 {
            let drawn = segment.draw()
            segment.append(place, segment.request, drawn)
            return segment.call(SampleProgram.second, .middle, [1, drawn], [drawn])
        }
        segment.append(place, segment.request, segment.kept(0), segment.answer)
        return .reply([segment.kept(0), segment.answer])
    }

    private func caller(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = SampleProgram.callerPlace
        if segment.point == 0 {
            let drawn = segment.draw()
            segment.append(place, segment.request, segment.argument(1), drawn)
            return segment.call(TierID(0), .callee, [segment.argument(0), drawn], [drawn])
        }
        segment.append(place, segment.request, segment.kept(0), segment.answer)
        return .reply([segment.kept(0), segment.answer])
    }

    private func callee(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        let drawn = segment.draw()
        segment.append(place, segment.request, segment.argument(1), drawn)
        return .reply([drawn, segment.read(place)])
    }

    private func cycle(_ segment: inout SegmentContext) -> SegmentEnd {
        let place = segment.place(0)
        let drawn = segment.draw()
        if segment.point == 0 {
            segment.append(place, segment.request, drawn)
            return segment.call(
                SampleProgram.second, .caller, [segment.argument(1), drawn], [drawn])
        }
        segment.append(place, segment.request, segment.kept(0), segment.answer, drawn)
        return .reply([segment.kept(0), segment.answer, drawn])
    }
}

extension SegmentContext {
    fileprivate func argument(_ index: Int) -> UInt64 {
        index < arguments.count ? arguments[index] : 0
    }

    fileprivate func place(_ index: Int) -> Int { Int(argument(index) % 6) }

    /// The nested reply as one word.
    fileprivate var answer: UInt64 {
        var digest = Digest(seed: isTierLost ? 1 : 0)
        for word in input { digest.add(word) }
        return digest.value
    }

    fileprivate func call(
        _ tier: TierID, _ handler: SampleProgram.Handler, _ arguments: [UInt64],
        _ frame: [UInt64]
    ) -> SegmentEnd {
        .call(
            tier: tier, handler: SampleProgram.handler(handler), arguments: arguments,
            frame: frame)
    }
}
