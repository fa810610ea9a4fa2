import CMidas
import MidasProtocol
import MidasWire

/// What a segment may change in the program's memory, and how that was before it.
struct SegmentMemory {
    private var written: Before?
    private var differing: Before?
    /// What the generated function of the segment needs, and the function.
    private(set) var segment: midas_segment?
    private var needed: [UInt8] = []
    private var state: TrackedState?
    private var carries = false
    /// Why what the segment left cannot be taken over by others.
    private(set) var obstacle: String?

    private struct Before {
        /// The ranges as they are now: a heap may have grown.
        var ranges: () -> MemoryRanges?
        var bytes: [UInt8]
    }

    /// Nothing is known, or wanted.
    init() {}

    /// As it is now, at the beginning of a segment.
    init(_ handler: HandlerTable.Handler, _ point: UInt32, _ state: TrackedState) {
        guard state.technique != .vanilla else { return }
        self.state = state
        if let made = handler.compensation, point < made.segments.count {
            segment = made.segments[Int(point)]
        }
        carries = state.copies(segment)
        written = Self.before { state.written(by: handler) }
        if carries { differing = Self.before { state.differing(after: handler) } }
        saveNeeded()
    }

    private static func before(_ ranges: @escaping () -> MemoryRanges?) -> Before? {
        ranges().map { Before(ranges: ranges, bytes: $0.copy()) }
    }

    private mutating func saveNeeded() {
        guard let segment, segment.reexecute != nil, let bytes = segment.before_size?() else {
            return
        }
        let size = Int(bytes)
        needed = [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, filled in
            segment.before_save?(buffer.baseAddress)
            filled = size
        }
    }

    /// Whether running the segment again can be prepared.
    var canBeUndone: Bool { written != nil }

    /// Puts back all that the segment wrote.
    func undo() {
        if let written { written.ranges()?.restore(written.bytes) }
    }

    /// What a record carries besides the draws.
    mutating func transferred() -> Record.State {
        if state?.technique == .wholeState, let whole = state?.saveWhole() {
            if let ranges = state?.whole { check(whole.bytes, in: ranges) }
            return .all([Record.Place(name: whole.name, bytes: whole.bytes)])
        }
        guard carries, let differing, let ranges = differing.ranges() else { return .none }
        let extents = ranges.differences(from: differing.bytes)
        check(extents, in: ranges)
        return .contaminated(
            places: [Record.Place(name: ranges.name, bytes: extents)], allocated: [], freed: [])
    }

    /// Addresses that mean nothing elsewhere are not handed on.
    private mutating func check(_ extents: [UInt8], in ranges: MemoryRanges) {
        guard ranges.hasHeap, let place = ranges.foreignAddress(in: extents) else { return }
        let address = String(UInt(bitPattern: place), radix: 16)
        obstacle = "left an address of a library or a stack in the state at 0x\(address)"
    }

    /// Takes over what another replica's segment left. False where that is of another build.
    func take(_ extents: Record.Place) -> Bool {
        guard let differing, let ranges = differing.ranges(), ranges.name == extents.name else {
            return false
        }
        ranges.restore(differing.bytes)
        // The heap ends where it ended before.
        return differing.ranges()?.apply(extents.bytes) ?? false
    }

    /// Computes what differs again. False where nothing is generated, or the record lacks a value.
    func computeAgain(_ draws: DrawLog, _ arguments: UnsafeRawBufferPointer) -> Bool {
        guard let function = segment?.reexecute else { return false }
        return needed.withUnsafeBytes { before in
            draws.bytes.withUnsafeBytes { record in
                function(
                    before.baseAddress, record.baseAddress, UInt(record.count),
                    arguments.baseAddress, UInt(arguments.count)) == 0
            }
        }
    }
}

/// R4: making a run equal to the chosen one.
extension RequestRun {
    /// `injected`: the choice was known before the segment ran.
    enum Way { case copied, computed, rerun, injected }

    enum Adoption {
        case equal(SegmentOutcome, Way)
        case failed(String)
    }

    /// After a run of its own: by copying, by a generated function, or by running again.
    func compensate(_ chosen: Message.Output, _ state: TrackedState) -> Adoption {
        guard let record = chosen.record else { return .failed("has no record") }
        if isSameWay(as: chosen), takeOver(record) {
            return .equal(
                ended(like: chosen, record), record.state == .none ? .computed : .copied)
        }
        guard canRunAgain else { return .failed("can neither be copied nor run again") }
        rewind()
        _ = run(injecting: record.draws)
        return adopt(chosen, state, after: .rerun)
    }

    /// After a run with the chosen replica's draws.
    func adopt(
        _ chosen: Message.Output, _ state: TrackedState, after way: Way = .injected
    ) -> Adoption {
        guard let record = chosen.record else { return .failed("has no record") }
        if record.state != .none, lastKind == chosen.kind {
            guard takeOver(record) else { return .failed("is of another build of the program") }
            return .equal(ended(like: chosen, record), .copied)
        }
        if hasLeftTheRecord { return .failed("asks for other draws") }
        // What reaches the message alone is not recorded; the chosen message counts.
        if handler.compensation != nil, lastKind == chosen.kind {
            return .equal(ended(like: chosen, record), way)
        }
        return .equal(
            SegmentOutcome(kind: lastKind, payload: payload, record: record), way)
    }

    /// Whether the stack as it is can go on from the chosen run's end.
    private func isSameWay(as chosen: Message.Output) -> Bool {
        guard lastKind == chosen.kind else { return false }
        if case .reply = chosen.kind { return true }
        return memory.segment.map { $0.needs_frame == 0 } ?? false
    }

    private func takeOver(_ record: Record) -> Bool {
        switch record.state {
        case .none: memory.computeAgain(record.draws, UnsafeRawBufferPointer(arguments))
        case .contaminated(let places, _, _): places.first.map { memory.take($0) } ?? false
        case .all(let places): places.first.map { memory.takeWhole($0) } ?? false
        }
    }

    private func ended(like chosen: Message.Output, _ record: Record) -> SegmentOutcome {
        if case .reply = chosen.kind { reply = chosen.payload }
        return SegmentOutcome(kind: chosen.kind, payload: chosen.payload, record: record)
    }

    /// A handler for which nothing is generated announces what it writes.
    private var canRunAgain: Bool { handler.compensation == nil || memory.canBeUndone }
}

extension SegmentMemory {
    fileprivate func takeWhole(_ place: Record.Place) -> Bool {
        state?.loadWhole(place.name, place.bytes) ?? false
    }
}
