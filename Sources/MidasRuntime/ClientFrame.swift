import CMidasIO
import Glibc
import MidasWire

/// The frames between a client outside the order and the replica that it is connected to.
enum ClientFrame {
    /// A client wants a session; the nonce comes back with it.
    case open(nonce: UInt64)
    case opened(nonce: UInt64, session: OrderNumber)
    case request(Message.Request)
    case answer(session: OrderNumber, number: UInt64, [UInt8])
    case expired(session: OrderNumber, number: UInt64)

    private enum Kind: UInt8 {
        case open = 32
        case opened, request, answer, expired
    }

    var kind: UInt8 {
        switch self {
        case .open: Kind.open.rawValue
        case .opened: Kind.opened.rawValue
        case .request: Kind.request.rawValue
        case .answer: Kind.answer.rawValue
        case .expired: Kind.expired.rawValue
        }
    }

    func encode(to writer: inout WireWriter) {
        switch self {
        case .open(let nonce): writer.write(nonce)
        case .opened(let nonce, let session):
            writer.write(nonce)
            writer.write(session)
        case .request(let request): Message.request(request).encode(to: &writer)
        case .answer(let session, let number, let payload):
            writer.write(session)
            writer.write(number)
            writer.write(payload)
        case .expired(let session, let number):
            writer.write(session)
            writer.write(number)
        }
    }

    init(_ kind: UInt8, _ payload: UnsafeRawBufferPointer) throws(WireError) {
        guard let kind = Kind(rawValue: kind) else { throw .invalid(.kind) }
        var reader = WireReader(payload)
        switch kind {
        case .open: self = .open(nonce: try reader.readUInt64())
        case .opened:
            self = .opened(
                nonce: try reader.readUInt64(), session: try reader.readOrderNumber())
        case .request:
            guard case .request(let request) = try Message(from: &reader) else {
                throw .invalid(.messageKind)
            }
            self = .request(request)
        case .answer:
            self = .answer(
                session: try reader.readOrderNumber(), number: try reader.readUInt64(),
                try reader.readBytes())
        case .expired:
            self = .expired(
                session: try reader.readOrderNumber(), number: try reader.readUInt64())
        }
        try reader.finish()
    }

    /// Where a replica listens for clients.
    static func path(_ folder: String, tier: TierID, replica: UInt32) -> String {
        "\(folder)/client.\(tier.value).\(replica).sock"
    }

    /// What tells rings apart on the wire.
    static func cluster(_ ring: String) -> UInt64 {
        var digest = Digest(seed: 11)
        digest.add([UInt8](ring.utf8))
        return digest.value
    }
}

/// A connection that carries client frames.
final class ClientLink {
    let descriptor: Int32
    private var decoder: FrameDecoder
    private var encoder: FrameEncoder
    private var out: [UInt8] = []
    private var sent = 0

    init(_ descriptor: Int32, cluster: UInt64) {
        self.descriptor = descriptor
        decoder = FrameDecoder(cluster: cluster)
        encoder = FrameEncoder(cluster: cluster)
    }

    deinit { close(descriptor) }

    var backlog: Int { out.count - sent }

    func send(_ frame: ClientFrame) {
        out += encoder.frame(kind: frame.kind) { frame.encode(to: &$0) }
    }

    /// False where the peer is gone.
    func flush() -> Bool {
        while sent < out.count {
            let count = out.withUnsafeBytes {
                midas_io_send(descriptor, $0.baseAddress! + sent, UInt64($0.count - sent))
            }
            if count > 0 {
                sent += Int(count)
            } else if errno == EAGAIN {
                return true
            } else {
                return false
            }
        }
        out.removeAll(keepingCapacity: true)
        sent = 0
        return true
    }

    /// False where the peer is gone.
    func fill() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { scratch in
            while true {
                let count = read(descriptor, scratch.baseAddress, scratch.count)
                guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
                decoder.append(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                if count < scratch.count { return true }
            }
        }
    }

    func next() throws(WireError) -> ClientFrame? {
        guard let frame = try decoder.next() else { return nil }
        return try decoder.withPayload(of: frame) { payload -> Result<ClientFrame, WireError> in
            do throws(WireError) {
                return .success(try ClientFrame(frame.kind, payload))
            } catch {
                return .failure(error)
            }
        }.get()
    }
}
