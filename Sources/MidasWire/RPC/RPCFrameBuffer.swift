/// Takes frames of remote calls out of a byte stream.
///
/// Memory is bounded by the largest payload: a longer one is refused as soon as its header is there.
/// After an error the stream means nothing any more: the error is repeated, and the connection is to
/// be closed.
public struct RPCFrameBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    private let maximumPayload: Int
    private var failure: WireError?

    public init(maximumPayload: Int) { self.maximumPayload = maximumPayload }

    /// Bytes that wait for the rest of their frame.
    public var byteCount: Int { bytes.count - start }

    public mutating func append(_ more: UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 18)
            start = 0
        } else if start > 1 << 16 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The header of a frame that was refused because it is too long.
    public private(set) var oversized: RPCHeader?

    /// Gives whole frames to `body`, in order, until it returns false; the rest is kept for the next
    /// time.
    /// - Throws: what made the stream unreadable.
    public mutating func forEachFrame(
        _ body: (RPCHeader, UnsafeRawBufferPointer) throws(WireError) -> Bool
    ) throws(WireError) {
        if let failure { throw failure }
        var oversized: RPCHeader?
        let outcome = bytes.withUnsafeBytes { all -> (end: Int, failure: WireError?) in
            var position = start
            do throws(WireError) {
                while let (header, end) = try frame(in: all, at: position, &oversized) {
                    let payload = all[position + RPCHeader.size..<end]
                    position = end
                    guard try body(header, UnsafeRawBufferPointer(rebasing: payload)) else { break }
                }
                return (position, nil)
            } catch {
                return (position, error)
            }
        }
        start = outcome.end
        self.oversized = oversized
        guard let error = outcome.failure else { return }
        failure = error
        bytes = []
        start = 0
        throw error
    }

    private func frame(
        in all: UnsafeRawBufferPointer, at position: Int, _ oversized: inout RPCHeader?
    ) throws(WireError) -> (RPCHeader, end: Int)? {
        guard all.count - position >= RPCHeader.size else { return nil }
        let header = try RPCHeader(UnsafeRawBufferPointer(rebasing: all[position...]))
        guard header.length <= maximumPayload else {
            oversized = header
            throw .tooLong(Int(header.length))
        }
        let end = position + RPCHeader.size + Int(header.length)
        return end <= all.count ? (header, end) : nil
    }
}
