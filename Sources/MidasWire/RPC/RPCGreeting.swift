/// What a client says first on a connection.
///
/// | bytes | field |
/// | --- | --- |
/// | 4 | mark `MRPC` |
/// | 2 | version |
/// | 8 | client |
/// | 8 | epoch: a client that starts again has a higher one |
/// | 8 | session to go on with, zero for a new one |
/// | 8 | the client has seen all replies to calls below this number |
public struct RPCHello: Hashable, Sendable {
    public static let mark: UInt32 = 0x4350_524D
    public static let version: UInt16 = 1

    public var version: UInt16
    public var client: UInt64
    public var epoch: UInt64
    public var session: UInt64
    public var seenBelow: UInt64

    public init(
        version: UInt16 = RPCHello.version, client: UInt64, epoch: UInt64, session: UInt64,
        seenBelow: UInt64
    ) {
        self.version = version
        self.client = client
        self.epoch = epoch
        self.session = session
        self.seenBelow = seenBelow
    }

    public init(_ payload: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(payload)
        guard try reader.readUInt32() == RPCHello.mark else { throw .notAFrame }
        version = try reader.readUInt16()
        client = try reader.readUInt64()
        epoch = try reader.readUInt64()
        session = try reader.readUInt64()
        seenBelow = try reader.readUInt64()
        try reader.finish()
    }

    public func appendFrame(to bytes: inout [UInt8]) {
        var writer = WireWriter(reserving: 38)
        writer.write(RPCHello.mark)
        writer.write(version)
        writer.write(client)
        writer.write(epoch)
        writer.write(session)
        writer.write(seenBelow)
        writer.bytes.withUnsafeBytes { RPCHeader(kind: .hello).append(to: &bytes, payload: $0) }
    }
}

/// What a server answers.
///
/// | bytes | field |
/// | --- | --- |
/// | 2 | the server's version |
/// | 1 | whether the client is let in |
/// | 8 | session |
/// | 1 | whether it is the session that the client asked for |
/// | 4 | the largest payload that the server takes |
/// | 4 | the most calls that a client may have under way |
public struct RPCWelcome: Hashable, Sendable {
    public var version: UInt16
    public var isAccepted: Bool
    public var session: UInt64
    public var isResumed: Bool
    public var maximumPayload: UInt32
    public var window: UInt32

    public init(
        version: UInt16 = RPCHello.version, isAccepted: Bool, session: UInt64, isResumed: Bool,
        maximumPayload: UInt32, window: UInt32
    ) {
        self.version = version
        self.isAccepted = isAccepted
        self.session = session
        self.isResumed = isResumed
        self.maximumPayload = maximumPayload
        self.window = window
    }

    public init(_ payload: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(payload)
        version = try reader.readUInt16()
        isAccepted = try reader.readBool()
        session = try reader.readUInt64()
        isResumed = try reader.readBool()
        maximumPayload = try reader.readUInt32()
        window = try reader.readUInt32()
        try reader.finish()
    }

    public func appendFrame(to bytes: inout [UInt8]) {
        var writer = WireWriter(reserving: 20)
        writer.write(version)
        writer.write(isAccepted)
        writer.write(session)
        writer.write(isResumed)
        writer.write(maximumPayload)
        writer.write(window)
        writer.bytes.withUnsafeBytes { RPCHeader(kind: .welcome).append(to: &bytes, payload: $0) }
    }
}
