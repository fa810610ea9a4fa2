extension Message {
    /// The message's wire layout: a byte for its kind, then its fields in the order of their
    /// declaration.
    public func encoded() -> [UInt8] {
        var writer = WireWriter(reserving: 64)
        encode(to: &writer)
        return writer.bytes
    }

    /// - Throws: `WireError` for anything that `encoded()` cannot have made.
    public init(bytes: [UInt8]) throws(WireError) {
        self = try WireReader.decode(bytes) { reader throws(WireError) in
            try Message(from: &reader)
        }
    }

    public func encode(to writer: inout WireWriter) {
        writer.write(tag.rawValue)
        switch self {
        case .open(let open):
            writer.write(open.tier)
            writer.write(open.nonce)
        case .close(let close):
            writer.write(close.tier)
            writer.write(close.session)
        case .request(let request): request.encode(to: &writer)
        case .output(let output): output.encode(to: &writer)
        case .acknowledge(let acknowledge):
            writer.write(acknowledge.replica)
            writer.write(acknowledge.delivered)
        case .join(let join), .joined(let join):
            writer.write(join.tier)
            writer.write(join.replica)
        case .tick(let tick): tick.encode(to: &writer)
        case .view(let view): view.encode(to: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        guard let tag = Tag(rawValue: try reader.readUInt8()) else { throw .invalid(.messageKind) }
        switch tag {
        case .open:
            self = .open(Open(tier: try reader.readTier(), nonce: try reader.readUInt64()))
        case .close:
            self = .close(
                Close(tier: try reader.readTier(), session: try reader.readOrderNumber()))
        case .request: self = .request(try Request(from: &reader))
        case .output: self = .output(try Output(from: &reader))
        case .acknowledge:
            self = .acknowledge(
                Acknowledge(
                    replica: try reader.readReplica(), delivered: try reader.readOrderNumber()))
        case .join: self = .join(try Join(from: &reader))
        case .joined: self = .joined(try Join(from: &reader))
        case .tick: self = .tick(try Tick(from: &reader))
        case .view: self = .view(try View(from: &reader))
        }
    }

    private enum Tag: UInt8 {
        case open = 1
        case close, request, output, acknowledge, join, joined, tick, view
    }

    private var tag: Tag {
        switch self {
        case .open: .open
        case .close: .close
        case .request: .request
        case .output: .output
        case .acknowledge: .acknowledge
        case .join: .join
        case .joined: .joined
        case .tick: .tick
        case .view: .view
        }
    }
}

extension Message.Request {
    func encode(to writer: inout WireWriter) {
        writer.write(tier)
        writer.write(session)
        writer.write(number)
        writer.write(seenBelow)
        writer.write(handler)
        writer.write(arguments)
    }

    init(from reader: inout WireReader) throws(WireError) {
        tier = try reader.readTier()
        session = try reader.readOrderNumber()
        number = try reader.readUInt64()
        seenBelow = try reader.readUInt64()
        handler = try reader.readHandler()
        arguments = try reader.readBytes()
    }
}

extension Message.Output {
    func encode(to writer: inout WireWriter) {
        writer.write(tier)
        writer.write(key)
        writer.write(root)
        writer.write(sender)
        writer.write(view)
        switch kind {
        case .reply: writer.write(0 as UInt8)
        case .call(let target, let handler):
            writer.write(1 as UInt8)
            writer.write(target)
            writer.write(handler)
        }
        writer.write(payload)
        writer.write(record != nil)
        record?.encode(to: &writer)
        writer.write(delivered)
        writer.write(addresses.bits)
    }

    init(from reader: inout WireReader) throws(WireError) {
        tier = try reader.readTier()
        key = try reader.readSegmentKey()
        root = try reader.readOrderNumber()
        sender = try reader.readReplica()
        view = try reader.readUInt64()
        switch try reader.readUInt8() {
        case 0: kind = .reply
        case 1: kind = .call(tier: try reader.readTier(), handler: try reader.readHandler())
        default: throw .invalid(.outputKind)
        }
        payload = try reader.readBytes()
        record = try reader.readBool() ? Record(from: &reader) : nil
        delivered = try reader.readOrderNumber()
        addresses = TierSet(bits: try reader.readUInt64())
    }
}

extension Message.Join {
    init(from reader: inout WireReader) throws(WireError) {
        tier = try reader.readTier()
        replica = try reader.readReplica()
    }
}

extension Message.Tick {
    func encode(to writer: inout WireWriter) {
        writer.write(tier)
        writer.write(handler)
        writer.write(timer)
        writer.write(count)
        writer.write(value)
    }

    init(from reader: inout WireReader) throws(WireError) {
        tier = try reader.readTier()
        handler = try reader.readHandler()
        timer = try reader.readUInt32()
        count = try reader.readUInt64()
        value = try reader.readBytes()
    }
}

extension Message.View {
    func encode(to writer: inout WireWriter) {
        writer.write(number)
        writer.write(UInt32(members.count))
        for member in members {
            writer.write(member.replica)
            writer.write(member.tier)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        number = try reader.readUInt64()
        members = []
        for _ in 0..<(try reader.readCount(itemSize: 5)) {
            members.append(
                Message.Member(replica: try reader.readReplica(), tier: try reader.readTier()))
        }
    }
}

extension WireWriter {
    public mutating func write(_ key: SegmentKey) {
        write(key.request)
        write(key.point)
    }
}

extension WireReader {
    public mutating func readSegmentKey() throws(WireError) -> SegmentKey {
        SegmentKey(request: try readOrderNumber(), point: try readUInt32())
    }
}
