/// The envelope of everything that goes through a stream between two processes.
///
/// | offset | bytes | field |
/// | --- | --- | --- |
/// | 0 | 4 | mark `MDAS` |
/// | 4 | 2 | version |
/// | 6 | 1 | kind |
/// | 7 | 1 | flags, zero |
/// | 8 | 4 | payload length |
/// | 12 | 4 | CRC-32C of the payload and then the header without this field |
/// | 16 | 8 | cluster: digest of its name and secret |
/// | 24 | 8 | number of the frame on its connection, from 1 |
///
/// The number makes a replayed, dropped or reordered frame visible, which a byte stream must not
/// have; the cluster keeps processes of two clusters on one machine apart.
public struct FrameHeader: Hashable, Sendable {
    public var kind: UInt8
    public var length: Int
    public var checksum: UInt32
    public var cluster: UInt64
    public var sequence: UInt64

    public static let size = 32
    public static let version: UInt16 = 1
    /// "MDAS", as bytes in that order.
    public static let mark: UInt32 = 0x5341_444D
    /// Longest payload in bytes; longer messages are sent in parts.
    public static let maximumLength = 1 << 24

    /// Reads a header; the payload is not looked at.
    public init(_ bytes: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(bytes)
        guard try reader.readUInt32() == FrameHeader.mark else { throw .notAFrame }
        let version = try reader.readUInt16()
        guard version == FrameHeader.version else { throw .unsupportedVersion(version) }
        kind = try reader.readUInt8()
        guard try reader.readUInt8() == 0 else { throw .invalid(.flags) }
        length = Int(try reader.readUInt32())
        guard length <= FrameHeader.maximumLength else { throw .tooLong(length) }
        checksum = try reader.readUInt32()
        cluster = try reader.readUInt64()
        sequence = try reader.readUInt64()
    }

    /// Whether `frame`, header and payload, has the checksum that its header announces.
    public static func isIntact(_ frame: UnsafeRawBufferPointer, checksum: UInt32) -> Bool {
        self.checksum(of: frame) == checksum
    }

    static func checksum(of frame: UnsafeRawBufferPointer) -> UInt32 {
        let payload = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: frame[size...]))
        return checksum(of: frame, payload: payload)
    }

    /// The payload comes first, so that one payload for many connections is summed up once.
    static func checksum(of frame: UnsafeRawBufferPointer, payload: UInt32) -> UInt32 {
        let crc = Checksum.crc32c(
            UnsafeRawBufferPointer(rebasing: frame[0..<12]), previous: payload)
        return Checksum.crc32c(UnsafeRawBufferPointer(rebasing: frame[16..<size]), previous: crc)
    }
}

/// The few fields before a frame's body, on the stack: 24 bytes at most.
public struct FramePrefix: Sendable {
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    fileprivate private(set) var count = 0

    public init() {}

    public mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        let at = count
        count += MemoryLayout<Value>.size
        precondition(count <= 24, "a prefix holds 24 bytes")
        withUnsafeMutableBytes(of: &words) {
            $0.storeBytes(of: value.littleEndian, toByteOffset: at, as: Value.self)
        }
    }

    fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
}

/// Puts payloads into frames of one connection.
public struct FrameEncoder: Sendable {
    public let cluster: UInt64
    fileprivate var sequence: UInt64 = 0

    public init(cluster: UInt64) { self.cluster = cluster }

    /// The next frame's bytes.
    ///
    /// - Precondition: what `body` writes is at most `FrameHeader.maximumLength` bytes.
    public mutating func frame(
        kind: UInt8, reserving capacity: Int = 128, _ body: (inout WireWriter) -> Void
    ) -> [UInt8] {
        sequence += 1
        var writer = WireWriter(reserving: FrameHeader.size + capacity)
        writer.write(FrameHeader.mark)
        writer.write(FrameHeader.version)
        writer.write(kind)
        writer.write(0 as UInt8)
        writer.write(0 as UInt32)
        writer.write(0 as UInt32)
        writer.write(cluster)
        writer.write(sequence)
        body(&writer)
        let length = writer.bytes.count - FrameHeader.size
        precondition(length <= FrameHeader.maximumLength, "payload too long for a frame")
        writer.patch(UInt32(length), at: 8)
        writer.patch(writer.bytes.withUnsafeBytes(FrameHeader.checksum), at: 12)
        return writer.bytes
    }
}

extension FrameEncoder {
    /// Puts the next frame behind what is in `bytes`; nothing else is allocated.
    public mutating func append(
        to bytes: inout [UInt8], kind: UInt8, prefix: FramePrefix, body: [UInt8]
    ) {
        let start = appendHeader(to: &bytes, kind: kind, length: prefix.count + body.count)
        prefix.withBytes { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: body)
        let payload = bytes.withUnsafeBytes {
            Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[(start + FrameHeader.size)...]))
        }
        seal(&bytes, at: start, payload: payload)
    }

    /// Puts the next frame behind what is in `bytes`, with a payload whose CRC-32C is known.
    public mutating func append(
        to bytes: inout [UInt8], kind: UInt8, payload: [UInt8], checksum: UInt32
    ) {
        let start = appendHeader(to: &bytes, kind: kind, length: payload.count)
        bytes.append(contentsOf: payload)
        seal(&bytes, at: start, payload: checksum)
    }

    /// Returns where the frame starts; its checksum is left open.
    private mutating func appendHeader(
        to bytes: inout [UInt8], kind: UInt8, length: Int
    ) -> Int {
        precondition(length <= FrameHeader.maximumLength, "payload too long for a frame")
        sequence += 1
        let start = bytes.count
        var header = (
            UInt64(FrameHeader.mark) | UInt64(FrameHeader.version) << 32 | UInt64(kind) << 48,
            UInt64(length), cluster.littleEndian, sequence.littleEndian
        )
        header.0 = header.0.littleEndian
        header.1 = header.1.littleEndian
        withUnsafeBytes(of: header) { bytes.append(contentsOf: $0) }
        return start
    }

    private func seal(_ bytes: inout [UInt8], at start: Int, payload: UInt32) {
        bytes.withUnsafeMutableBytes { raw in
            let frame = UnsafeRawBufferPointer(rebasing: raw[start...])
            let checksum = FrameHeader.checksum(of: frame, payload: payload)
            raw.storeBytes(of: checksum.littleEndian, toByteOffset: start + 12, as: UInt32.self)
        }
    }
}

/// Takes frames out of the byte stream of one connection.
///
/// After an error the stream has no meaning any more: the decoder repeats the error, and the
/// connection must be closed.
public struct FrameDecoder: Sendable {
    public let cluster: UInt64
    @usableFromInline var buffer: [UInt8] = []
    private var start = 0
    private var sequence: UInt64 = 0
    private var failure: WireError?

    public init(cluster: UInt64) { self.cluster = cluster }

    /// Bytes that wait for the rest of their frame.
    public var buffered: Int { buffer.count - start }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// A whole frame: its kind, and where its payload is until the next call of `append`.
    public struct Frame: Sendable {
        public let kind: UInt8
        @usableFromInline let payload: Range<Int>
    }

    /// The next whole frame; nil where more bytes are needed.
    public mutating func next() throws(WireError) -> Frame? {
        if let failure { throw failure }
        guard buffered >= FrameHeader.size else { return nil }
        do throws(WireError) {
            return try take()
        } catch {
            failure = error
            throw error
        }
    }

    /// Gives a frame's payload to `body`.
    @inlinable
    public func withPayload<Value>(
        of frame: Frame, _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[frame.payload])) }
    }

    private mutating func take() throws(WireError) -> Frame? {
        let header: FrameHeader
        switch head() {
        case .success(let read): header = read
        case .failure(let error): throw error
        }
        guard header.cluster == cluster else { throw .wrongCluster(header.cluster) }
        let end = start + FrameHeader.size + header.length
        guard buffer.count >= end else { return nil }
        guard isIntact(upTo: end, header.checksum) else { throw .checksumMismatch }
        guard header.sequence == sequence + 1 else {
            throw .outOfSequence(expected: sequence + 1, found: header.sequence)
        }
        sequence += 1
        defer { start = end }
        return Frame(kind: header.kind, payload: start + FrameHeader.size..<end)
    }

    private func head() -> Result<FrameHeader, WireError> {
        buffer.withUnsafeBytes { raw in
            do throws(WireError) {
                return .success(try FrameHeader(UnsafeRawBufferPointer(rebasing: raw[start...])))
            } catch {
                return .failure(error)
            }
        }
    }

    private func isIntact(upTo end: Int, _ checksum: UInt32) -> Bool {
        buffer.withUnsafeBytes { raw in
            FrameHeader.isIntact(
                UnsafeRawBufferPointer(rebasing: raw[start..<end]), checksum: checksum)
        }
    }
}
