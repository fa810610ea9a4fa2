import MidasProtocol
import MidasWire

/// Messages that go out in one frame, in their wire layout behind each other.
///
/// What a frame costs (header, checksum, system call) is paid once for all that came together; a
/// batch for several members is laid out and summed up once.
struct OrderBatch {
    private(set) var bytes: [UInt8] = []

    /// A batch of so many bytes is sent before it grows further.
    static let limit = 1 << 18

    var isEmpty: Bool { bytes.isEmpty }
    var isFull: Bool { bytes.count >= OrderBatch.limit }

    /// | bytes | field |
    /// | --- | --- |
    /// | 8 | order number |
    /// | 4 | sender |
    /// | 8 | number among the sender's submissions |
    /// | 4 | length of the message |
    mutating func append(_ message: OrderedMessage) {
        append(message.number.value)
        append(message.sender.value)
        append(message.submission)
        append(body: message.bytes)
    }

    /// Its number among the sender's (8 bytes), its length (4), the message.
    mutating func append(_ submission: OrderMember.Submission) {
        append(submission.number)
        append(body: submission.bytes)
    }

    mutating func clear() { bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20) }

    private mutating func append(body: [UInt8]) {
        append(UInt32(body.count))
        bytes.append(contentsOf: body)
    }

    private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

extension OrderFrame {
    /// What a frame of kind `submit` holds.
    static func submissions(
        _ reader: inout WireReader
    ) throws(WireError) -> [OrderMember.Submission] {
        var submissions: [OrderMember.Submission] = []
        while reader.remaining > 0 {
            submissions.append(
                OrderMember.Submission(
                    number: try reader.readUInt64(), bytes: try reader.readBytes()))
        }
        return submissions
    }

    /// What a frame of kind `ordered` holds.
    static func messages(_ reader: inout WireReader) throws(WireError) -> [OrderedMessage] {
        var messages: [OrderedMessage] = []
        while reader.remaining > 0 {
            messages.append(
                OrderedMessage(
                    number: try reader.readOrderNumber(), sender: try reader.readReplica(),
                    submission: try reader.readUInt64(), bytes: try reader.readBytes()))
        }
        return messages
    }
}
