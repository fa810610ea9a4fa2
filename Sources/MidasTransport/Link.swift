import CMidasIO
import Glibc
import MidasProtocol
import MidasWire

/// One connection, with what came in and is not a whole frame yet, and what is still to go out.
final class Link {
    let token: UInt64
    let descriptor: Int32
    /// Who it is, once it has said so and was let in.
    var peer: ReplicaID?
    var hello: OrderFrame.Hello?
    /// Whether the poller watches for room to write.
    var awaitsRoom = false
    /// Whether the poller watches for what comes in.
    var reads = true
    private var decoder: FrameDecoder
    private var encoder: FrameEncoder
    private var out: [UInt8] = []
    private var sent = 0
    private var submissions = OrderBatch()

    init(token: UInt64, descriptor: Int32, cluster: UInt64) {
        self.token = token
        self.descriptor = descriptor
        decoder = FrameDecoder(cluster: cluster)
        encoder = FrameEncoder(cluster: cluster)
    }

    deinit { close(descriptor) }

    /// Bytes that the peer has not taken yet.
    var backlog: Int { out.count - sent + submissions.bytes.count }

    enum Progress { case open, closed }

    // MARK: In

    /// Reads what is there, up to `limit` bytes, so that one peer cannot keep the others waiting.
    func fill(_ scratch: UnsafeMutableRawBufferPointer, limit: Int = 1 << 20) -> Progress {
        var total = 0
        while total < limit {
            let count = read(descriptor, scratch.baseAddress, scratch.count)
            if count > 0 {
                decoder.append(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                total += count
                if count < scratch.count { return .open }
            } else if count == 0 {
                return .closed
            } else if errno != EINTR {
                return errno == EAGAIN ? .open : .closed
            }
        }
        return .open
    }

    func next() throws(WireError) -> ReceivedFrame? {
        guard let frame = try decoder.next() else { return nil }
        let received = decoder.withPayload(of: frame) {
            payload -> Result<ReceivedFrame, WireError> in
            do throws(WireError) {
                return .success(try ReceivedFrame(frame.kind, payload))
            } catch {
                return .failure(error)
            }
        }
        return try received.get()
    }

    // MARK: Out

    /// Puts a frame behind what is still to go out.
    func send(_ kind: OrderFrame.Kind, _ prefix: FramePrefix = FramePrefix(), _ body: [UInt8] = [])
    {
        encoder.append(to: &out, kind: kind.rawValue, prefix: prefix, body: body)
    }

    /// Puts a message to be ordered behind others that leave with the next flush.
    func submit(_ submission: OrderMember.Submission) {
        submissions.append(submission)
        if submissions.isFull { sealSubmissions() }
    }

    private func sealSubmissions() {
        guard !submissions.isEmpty else { return }
        send(.submit, submissions, checksum: Checksum.crc32c(submissions.bytes))
        submissions.clear()
    }

    /// - Parameter checksum: the CRC-32C of the batch.
    func send(_ kind: OrderFrame.Kind, _ batch: OrderBatch, checksum: UInt32) {
        encoder.append(
            to: &out, kind: kind.rawValue, payload: batch.bytes, checksum: checksum)
    }

    func send(_ messages: some Sequence<OrderedMessage>) {
        var batch = OrderBatch()
        for message in messages {
            batch.append(message)
            guard batch.isFull else { continue }
            send(.ordered, batch, checksum: Checksum.crc32c(batch.bytes))
            batch.clear()
        }
        guard !batch.isEmpty else { return }
        send(.ordered, batch, checksum: Checksum.crc32c(batch.bytes))
    }

    func send(_ kind: OrderFrame.Kind, _ body: (inout WireWriter) -> Void) {
        var writer = WireWriter(reserving: 64)
        body(&writer)
        send(kind, FramePrefix(), writer.bytes)
    }

    func send(_ kind: OrderFrame.Kind, _ number: OrderNumber) {
        var prefix = FramePrefix()
        prefix.append(number.value)
        send(kind, prefix)
    }

    /// Gives the kernel as much as it takes.
    func flush() -> Progress {
        sealSubmissions()
        while sent < out.count {
            let count = out.withUnsafeBytes {
                midas_io_send(descriptor, $0.baseAddress! + sent, UInt64($0.count - sent))
            }
            if count > 0 {
                sent += Int(count)
            } else if errno == EAGAIN {
                return .open
            } else if errno != EINTR {
                return .closed
            }
        }
        out.removeAll(keepingCapacity: out.capacity <= 1 << 20)
        sent = 0
        return .open
    }
}
