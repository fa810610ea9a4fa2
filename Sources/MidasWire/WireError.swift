/// Why bytes were refused.
public enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The value ends before its own lengths say so.
    case truncated
    /// Bytes are left after the value.
    case trailingBytes(Int)
    /// The frame does not start with the mark of a frame.
    case notAFrame
    /// The frame was written by a version that this one cannot read.
    case unsupportedVersion(UInt16)
    /// The frame belongs to another cluster.
    case wrongCluster(UInt64)
    /// The frame announces more bytes than a frame may have.
    case tooLong(Int)
    /// The bytes are not those that were sent.
    case checksumMismatch
    /// The frame is not the next one of its connection: one was lost, or one came again.
    case outOfSequence(expected: UInt64, found: UInt64)
    /// A field has a value that no writer produces.
    case invalid(StaticField)

    /// The fields that a decoder can refuse.
    public enum StaticField: String, Hashable, Sendable {
        case flags, kind, messageKind, outputKind, tier, count, flag, drawSize, point, order
    }

    public var description: String {
        switch self {
        case .truncated: "the bytes end too early"
        case .trailingBytes(let count): "\(count) bytes are left over"
        case .notAFrame: "not a frame"
        case .unsupportedVersion(let version): "version \(version) is not supported"
        case .wrongCluster(let cluster): "frame of another cluster (\(cluster))"
        case .tooLong(let count): "a frame of \(count) bytes is too long"
        case .checksumMismatch: "checksum does not match"
        case .outOfSequence(let expected, let found):
            "frame \(found) came where \(expected) was expected"
        case .invalid(let field): "invalid \(field.rawValue)"
        }
    }
}
