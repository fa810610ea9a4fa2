import CMidas
import Glibc
import MidasProtocol
import MidasTransport
import MidasWire

// The functions that `midas.h` declares. Their meaning is said there; here is only what C's types
// need to become ours and back.

@_cdecl("midas_create")
public func create(_ config: UnsafePointer<midas_config>?) -> OpaquePointer? {
    guard let config = config?.pointee, config.size == MemoryLayout<midas_config>.size,
        config.abi_version == 2, let folder = config.folder, let ring = config.ring,
        config.tier < TierID.limit, let technique = TrackedState.Choice(rawValue: config.technique)
    else {
        midas_error_set("midas_create: the configuration is not of this version, or incomplete")
        return nil
    }
    let configuration = ReplicaProcess.Configuration(
        folder: String(cString: folder), ring: String(cString: ring), replica: config.replica,
        tier: TierID(UInt8(config.tier)), foundingMembers: Int(max(1, config.founding_members)),
        stackSize: config.stack_size == 0 ? 256 << 10 : max(64 << 10, config.stack_size),
        technique: technique,
        verifies: config.verifies != 0 || getenv("MIDAS_VERIFY").map { $0.pointee == 49 } ?? false)
    do {
        let process = try ReplicaProcess(configuration)
        return OpaquePointer(Unmanaged.passRetained(process).toOpaque())
    } catch {
        midas_error_set(error.description)
        return nil
    }
}

@_cdecl("midas_handle")
public func handle(
    _ runtime: OpaquePointer?, _ handler: UnsafePointer<midas_handler>?
) -> Int32 {
    guard let process = replica(runtime), let handler = handler?.pointee,
        handler.size == MemoryLayout<midas_handler>.size, let function = handler.function
    else {
        midas_error_set("midas_handle: the handler is not of this version, or incomplete")
        return MIDAS_INVALID
    }
    var compensation: HandlerTable.Compensation?
    if let made = handler.compensation {
        compensation = HandlerTable.Compensation(made.pointee)
        guard compensation != nil else {
            midas_error_set("midas_handle: the compensation is not of this version")
            return MIDAS_INVALID
        }
    }
    let added = process.add(
        handler.id,
        HandlerTable.Handler(
            function: function, context: handler.context,
            callees: TierSet(bits: UInt64(handler.callees)),
            isDeterministic: handler.is_deterministic != 0, access: access(of: handler),
            compensation: compensation))
    if !added { midas_error_set("midas_handle: handler \(handler.id) exists already") }
    return added ? MIDAS_OK : MIDAS_INVALID
}

private func access(of handler: midas_handler) -> AccessSet {
    guard let places = handler.places else { return .everything }
    var set = PlaceSet()
    for place in UnsafeBufferPointer(start: places, count: Int(handler.place_count)) {
        set.insert(UInt64(place))
    }
    return AccessSet(reads: set, writes: set)
}

@_cdecl("midas_track_image")
public func trackImage(_ runtime: OpaquePointer?) -> Int32 {
    guard let process = replica(runtime) else { return MIDAS_INVALID }
    guard let reason = process.trackImage() else { return MIDAS_OK }
    midas_error_set(reason)
    return MIDAS_INVALID
}

@_cdecl("midas_run")
public func run(_ runtime: OpaquePointer?) -> Int32 {
    guard let process = replica(runtime) else { return MIDAS_INVALID }
    let (code, message) = process.serve()
    midas_error_set(message)
    return code
}

@_cdecl("midas_stop")
public func stop(_ runtime: OpaquePointer?) {
    guard let process = replica(runtime) else { return }
    var one: UInt64 = 1
    _ = write(process.stopDescriptor, &one, 8)
}

@_cdecl("midas_destroy")
public func destroy(_ runtime: OpaquePointer?) {
    guard let runtime else { return }
    Unmanaged<ReplicaProcess>.fromOpaque(UnsafeRawPointer(runtime)).release()
}

private func replica(_ runtime: OpaquePointer?) -> ReplicaProcess? {
    guard let runtime else {
        midas_error_set("no runtime")
        return nil
    }
    return Unmanaged<ReplicaProcess>.fromOpaque(UnsafeRawPointer(runtime)).takeUnretainedValue()
}

@_cdecl("midas_measure")
public func measure(
    _ runtime: OpaquePointer?, _ figures: UnsafeMutablePointer<midas_figures>?
) -> Int32 {
    guard let process = replica(runtime), let figures,
        figures.pointee.size == MemoryLayout<midas_figures>.size
    else {
        midas_error_set("midas_measure: the figures are not of this version")
        return MIDAS_INVALID
    }
    let known = process.figures
    figures.pointee.segments = known.segments
    figures.pointee.own = known.own
    figures.pointee.copied = known.ways[.copied] ?? 0
    figures.pointee.computed = known.ways[.computed] ?? 0
    figures.pointee.rerun = known.ways[.rerun] ?? 0
    figures.pointee.injected = known.ways[.injected] ?? 0
    figures.pointee.records = known.records
    figures.pointee.record_bytes = known.recordBytes
    figures.pointee.value_bytes = known.values
    figures.pointee.draws = known.draws
    figures.pointee.state_bytes = known.stateBytes
    return MIDAS_OK
}

// MARK: Inside handlers

@_cdecl("midas_reply")
public func reply(_ bytes: UnsafeRawPointer?, _ count: Int) {
    RequestRun.current?.reply = [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
}

@_cdecl("midas_touch")
public func touch(_ place: UnsafeMutableRawPointer?, _ count: Int) {
    if let place { RequestRun.current?.touch(place, count) }
}

@_cdecl("midas_malloc")
public func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
    guard let block = malloc(count) else { return nil }
    RequestRun.current?.noteAllocation(block)
    return block
}

@_cdecl("midas_free")
public func release(_ block: UnsafeMutableRawPointer?) {
    guard let block else { return }
    if let run = RequestRun.current { run.noteFree(block) } else { free(block) }
}

@_cdecl("midas_record_slow")
public func recordSlow(_ site: UInt32, _ value: UInt64) -> UInt64 {
    if midas_is_replaying() != 0 { return UInt64(midas_replay_word(site)) }
    guard let run = RequestRun.current else { return value }
    var value = value
    withUnsafeMutableBytes(of: &value) { run.draw(site, $0) }
    return value
}

@_cdecl("midas_record_bytes")
public func recordBytes(_ site: UInt32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) {
    if midas_is_replaying() != 0 { return midas_replay_memory(site, bytes, UInt(count)) }
    RequestRun.current?.draw(site, UnsafeMutableRawBufferPointer(start: bytes, count: count))
}

// MARK: Clients

@_cdecl("midas_client_open")
public func openClient(
    _ folder: UnsafePointer<CChar>?, _ ring: UnsafePointer<CChar>?, _ tier: UInt32,
    _ timeout: UInt32
) -> OpaquePointer? {
    guard let folder, let ring, tier < TierID.limit else {
        midas_error_set("midas_client_open: an argument is wrong")
        return nil
    }
    let client = BlockingClient(
        folder: String(cString: folder), ring: String(cString: ring), tier: TierID(UInt8(tier)))
    let deadline = BlockingClient.now() + Int64(timeout) * 1000
    guard client.open(until: deadline) == MIDAS_OK else { return nil }
    return OpaquePointer(Unmanaged.passRetained(client).toOpaque())
}

@_cdecl("midas_client_call")
public func callAsClient(
    _ client: OpaquePointer?, _ handler: UInt32, _ arguments: UnsafeRawPointer?, _ count: Int,
    _ reply: UnsafeMutableRawPointer?, _ capacity: Int, _ replyCount: UnsafeMutablePointer<Int>?,
    _ timeout: UInt32
) -> Int32 {
    guard let client else { return MIDAS_INVALID }
    let blocking = Unmanaged<BlockingClient>.fromOpaque(UnsafeRawPointer(client))
        .takeUnretainedValue()
    let bytes = [UInt8](UnsafeRawBufferPointer(start: arguments, count: count))
    let deadline = BlockingClient.now() + Int64(timeout) * 1000
    return blocking.call(HandlerID(handler), bytes, until: deadline) { payload in
        replyCount?.pointee = payload.count
        UnsafeMutableRawBufferPointer(start: reply, count: capacity).copyBytes(
            from: payload.prefix(capacity))
    }
}

@_cdecl("midas_client_close")
public func closeClient(_ client: OpaquePointer?) {
    guard let client else { return }
    Unmanaged<BlockingClient>.fromOpaque(UnsafeRawPointer(client)).release()
}
