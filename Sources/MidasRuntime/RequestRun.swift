import CMidas
import Glibc
import MidasProtocol
import MidasWire

/// One request on its stack, and what is needed to undo its current segment or to run it again.
final class RequestRun {
    let request: UnsafeMutablePointer<midas_request>
    let handler: HandlerTable.Handler
    let arguments: UnsafeMutableRawBufferPointer
    /// The segment that runs, or ran last.
    private(set) var admission: Admission
    var reply: [UInt8] = []
    /// How the last run of a segment ended.
    private(set) var lastKind = Message.Output.Kind.reply
    private var replyBefore: [UInt8] = []
    private var input: UnsafeMutableRawBufferPointer?
    /// The used part of the stack when the segment began; nil at the request's beginning.
    private var frame: [UInt8]?
    /// What the segment may change, and how it was before.
    var memory = SegmentMemory()
    /// Of the state before the segment, where replicas compare that.
    var digests: StateDigests?
    private var undoLog: [PreImage] = []
    private var allocated: [UnsafeMutableRawPointer] = []
    private var freed: [UnsafeMutableRawPointer] = []
    private var injected: DrawLog?
    private var injectedOffset = 0
    /// The run asked for other draws than the record holds.
    private(set) var hasLeftTheRecord = false
    private var buffer: UnsafeMutableRawBufferPointer

    struct PreImage {
        var place: UnsafeMutableRawPointer
        var bytes: [UInt8]
    }

    init(_ admission: Admission, _ handler: HandlerTable.Handler, _ stack: midas_stack) {
        self.admission = admission
        self.handler = handler
        arguments = .allocate(byteCount: max(1, admission.arguments.count), alignment: 16)
        arguments.copyBytes(from: admission.arguments)
        request = .allocate(capacity: 1)
        request.initialize(to: midas_request())
        buffer = .allocate(byteCount: 4096, alignment: 16)
        request.pointee.stack = stack
        request.pointee.function = handler.function
        request.pointee.context = handler.context
        request.pointee.arguments = UnsafeRawPointer(arguments.baseAddress)
        request.pointee.argument_count = admission.arguments.count
        request.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
        midas_request_prepare(request)
    }

    deinit {
        arguments.deallocate()
        input?.deallocate()
        buffer.deallocate()
        request.deallocate()
    }

    static var current: RequestRun? {
        guard let owner = midas_request_current()?.pointee.owner else { return nil }
        return Unmanaged<RequestRun>.fromOpaque(owner).takeUnretainedValue()
    }

    // MARK: Running

    /// Makes the run stand at the beginning of a segment.
    func begin(_ admission: Admission, _ state: TrackedState) {
        self.admission = admission
        memory = SegmentMemory(handler, admission.key.point, state)
        replyBefore = reply
        guard admission.key.point > 0 else { return frame = nil }
        let stack = request.pointee.stack
        frame = [UInt8](
            UnsafeRawBufferPointer(
                start: stack.pointer, count: midas_stack_used(&request.pointee.stack)))
        takeInput(admission.input)
    }

    private func takeInput(_ input: Admission.Input) {
        self.input?.deallocate()
        self.input = nil
        request.pointee.reply = nil
        request.pointee.reply_count = 0
        switch input {
        case .reply(let bytes):
            let copy = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(1, bytes.count), alignment: 16)
            copy.copyBytes(from: bytes)
            self.input = copy
            request.pointee.reply = UnsafeRawPointer(copy.baseAddress)
            request.pointee.reply_count = bytes.count
            request.pointee.status = MIDAS_OK
        case .request, .tierLost, .snapshot: request.pointee.status = MIDAS_LOST
        }
    }

    /// Runs the segment to its message out, with its own draws or with a record's.
    func run(injecting record: DrawLog?) -> SegmentOutcome {
        injected = record
        injectedOffset = 0
        hasLeftTheRecord = false
        let start = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        if record == nil {
            midas_recorder_set(start, start + buffer.count)
        } else {
            midas_recorder_set(nil, nil)
        }
        recorded = 0
        let ended = midas_request_resume(request)
        if let end = request.pointee.recorded {
            recorded = UnsafeRawPointer(end) - UnsafeRawPointer(buffer.baseAddress!)
        }
        if let record, injectedOffset != record.bytes.count { hasLeftTheRecord = true }
        return outcome(ended, draws: record ?? takeDraws())
    }

    /// Bytes of the buffer that hold draws, once the handler has stopped.
    private var recorded = 0

    private func takeDraws() -> DrawLog {
        let bytes = [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<recorded]))
        return (try? DrawLog(bytes: bytes)) ?? DrawLog()
    }

    private func outcome(_ ended: Int32, draws: DrawLog) -> SegmentOutcome {
        var path = Digest(seed: UInt64(ended))
        draws.forEach { site, value in path.add(UInt64(site) << 32 | UInt64(value.count)) }
        let record = Record(draws: draws, path: path.value, state: memory.transferred())
        lastKind = kind(ended)
        return SegmentOutcome(kind: lastKind, payload: payload, record: record)
    }

    private func kind(_ ended: Int32) -> Message.Output.Kind {
        guard ended == Int32(MIDAS_ENDED_CALL) else { return .reply }
        let call = request.pointee
        return .call(
            tier: TierID(UInt8(call.call_tier)), handler: HandlerID(call.call_handler))
    }

    /// What the message says that ended the last run.
    var payload: [UInt8] {
        guard case .call = lastKind else { return reply }
        let call = request.pointee
        return [UInt8](UnsafeRawBufferPointer(start: call.call_arguments, count: call.call_count))
    }

    // MARK: Undoing

    /// Puts back all that the segment wrote, and stands at its beginning again.
    func rewind() {
        for image in undoLog.reversed() {
            image.place.copyMemory(from: image.bytes, byteCount: image.bytes.count)
        }
        for block in allocated { free(block) }
        forgetUndo()
        memory.undo()
        reply = replyBefore
        guard let frame else { return midas_request_prepare(request) }
        let stack = request.pointee.stack
        let pointer = UnsafeMutableRawPointer(stack.memory) + stack.size - frame.count
        pointer.copyMemory(from: frame, byteCount: frame.count)
        request.pointee.stack.pointer = pointer
        takeInput(admission.input)
    }

    /// What the segment did stands.
    func settle() {
        for block in freed { free(block) }
        forgetUndo()
        memory = SegmentMemory()
    }

    private func forgetUndo() {
        undoLog.removeAll(keepingCapacity: true)
        allocated.removeAll(keepingCapacity: true)
        freed.removeAll(keepingCapacity: true)
    }

    // MARK: What handlers call

    func touch(_ place: UnsafeMutableRawPointer, _ count: Int) {
        let isKnown = undoLog.suffix(8).contains {
            $0.place == place && $0.bytes.count >= count
        }
        if isKnown { return }
        undoLog.append(
            PreImage(
                place: place, bytes: [UInt8](UnsafeRawBufferPointer(start: place, count: count))))
    }

    func noteAllocation(_ block: UnsafeMutableRawPointer) { allocated.append(block) }

    /// A block of this segment may be needed again by nobody, others by an undo.
    func noteFree(_ block: UnsafeMutableRawPointer) { freed.append(block) }

    /// The buffer is full, or there is a record to take the value from.
    func draw(_ site: UInt32, _ value: UnsafeMutableRawBufferPointer) {
        guard let injected else { return append(site, UnsafeRawBufferPointer(value)) }
        guard let entry = injected.entry(at: injectedOffset), entry.site == site,
            entry.value.count == value.count
        else {
            hasLeftTheRecord = true
            return
        }
        value.copyBytes(from: entry.value)
        injectedOffset = entry.end
    }

    private func append(_ site: UInt32, _ value: UnsafeRawBufferPointer) {
        noteRecorded()
        let needed = DrawLog.headerSize + (value.count + 7) / 8 * 8
        while buffer.count - recorded < needed { grow() }
        let start = buffer.baseAddress! + recorded
        start.storeBytes(of: site.littleEndian, as: UInt32.self)
        (start + 4).storeBytes(of: UInt32(value.count).littleEndian, as: UInt32.self)
        let padded = UnsafeMutableRawBufferPointer(start: start + 8, count: needed - 8)
        padded.initializeMemory(as: UInt8.self, repeating: 0)
        padded.copyBytes(from: value)
        recorded += needed
        let bytes = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        midas_recorder_set(bytes + recorded, bytes + buffer.count)
    }

    /// Takes over how far the fast path has come.
    func noteRecorded() {
        guard injected == nil, let next = midas_recorder_next() else { return }
        recorded = UnsafeRawPointer(next) - UnsafeRawPointer(buffer.baseAddress!)
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<recorded]))
        buffer.deallocate()
        buffer = larger
    }
}
