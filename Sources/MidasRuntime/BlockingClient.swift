import CMidas
import CMidasIO
import Glibc
import MidasWire

/// A client outside the order: one request after another, each exactly once.
final class BlockingClient {
    private let folder: String
    private let tier: TierID
    private let cluster: UInt64
    private var link: ClientLink?
    private var session = OrderNumber.none
    private var number: UInt64 = 0
    private var replica: UInt32 = 0

    /// Replica ids that a client tries, one after another.
    static let replicas: UInt32 = 256

    init(folder: String, ring: String, tier: TierID) {
        self.folder = folder
        self.tier = tier
        cluster = ClientFrame.cluster(ring)
    }

    func open(until deadline: Int64) -> Int32 {
        let nonce = UInt64.random(in: .min ... .max)
        return exchange(.open(nonce: nonce), until: deadline) { frame in
            guard case .opened(nonce, let session) = frame else { return nil }
            self.session = session
            return MIDAS_OK
        }
    }

    func call(
        _ handler: HandlerID, _ arguments: [UInt8], until deadline: Int64,
        _ reply: ([UInt8]) -> Void
    ) -> Int32 {
        let (session, number) = (session, number)
        let request = Message.Request(
            tier: tier, session: session, number: number, seenBelow: number, handler: handler,
            arguments: arguments)
        let result = exchange(.request(request), until: deadline) { frame in
            switch frame {
            case .answer(session, number, let payload):
                reply(payload)
                return MIDAS_OK
            case .expired(session, number): return MIDAS_EXPIRED
            default: return nil
            }
        }
        if result == MIDAS_OK { self.number += 1 }
        return result
    }

    /// Sends until somebody answers: again to the next replica when one is gone, and to the same
    /// one now and then. Repetitions have no effect in the tier.
    private func exchange(
        _ frame: ClientFrame, until deadline: Int64, _ accept: (ClientFrame) -> Int32?
    ) -> Int32 {
        while now() < deadline {
            guard let link = connected() else {
                usleep(2000)
                continue
            }
            link.send(frame)
            let patience = min(deadline, now() + 200_000)
            guard link.flush() else {
                self.link = nil
                continue
            }
            if let result = listen(to: link, until: patience, accept) { return result }
        }
        midas_error_set("no answer in time")
        return MIDAS_LOST
    }

    private func listen(
        to link: ClientLink, until deadline: Int64, _ accept: (ClientFrame) -> Int32?
    ) -> Int32? {
        while now() < deadline {
            var watched = pollfd(descriptor: link.descriptor)
            _ = poll(&watched, 1, Int32(max(1, (deadline - now()) / 1000)))
            let isOpen = link.fill()
            do throws(WireError) {
                while let frame = try link.next() {
                    if let result = accept(frame) { return result }
                }
            } catch {
                self.link = nil
                return nil
            }
            guard isOpen else {
                self.link = nil
                return nil
            }
        }
        return nil
    }

    private func connected() -> ClientLink? {
        if let link { return link }
        for _ in 0..<BlockingClient.replicas {
            let path = ClientFrame.path(folder, tier: tier, replica: replica)
            let descriptor = midas_io_connect(path)
            if descriptor >= 0 {
                let made = ClientLink(descriptor, cluster: cluster)
                link = made
                return made
            }
            replica = (replica + 1) % BlockingClient.replicas
        }
        return nil
    }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    private func now() -> Int64 { BlockingClient.now() }
}

extension pollfd {
    fileprivate init(descriptor: Int32) {
        self.init(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
}
