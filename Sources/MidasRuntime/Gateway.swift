import CMidasIO
import Glibc
import MidasWire

/// The clients that are connected to this replica.
final class Gateway {
    private let listener: Int32
    private let poller: Int32
    private let path: String
    private let cluster: UInt64
    private let tier: TierID
    private var links: [UInt64: ClientLink] = [:]
    private var owners: [OrderNumber: UInt64] = [:]
    private var nonces: [UInt64: UInt64] = [:]
    private var nextToken: UInt64 = 1000

    /// Most bytes that a client may leave unread before it is cut off.
    static let backlogLimit = 16 << 20

    /// Nil, with errno set, where the socket cannot be made.
    init?(_ folder: String, _ tier: TierID, _ replica: UInt32, cluster: UInt64, poller: Int32) {
        path = ClientFrame.path(folder, tier: tier, replica: replica)
        self.cluster = cluster
        self.tier = tier
        self.poller = poller
        unlink(path)
        listener = midas_io_listen(path)
        guard listener >= 0 else { return nil }
        _ = midas_io_add(poller, listener, EPOLLIN.rawValue, Gateway.token)
    }

    deinit {
        unlink(path)
        Glibc.close(listener)
    }

    static let token: UInt64 = 2

    func acceptAll() {
        while true {
            let descriptor = midas_io_accept(listener)
            guard descriptor >= 0 else { return }
            nextToken += 1
            links[nextToken] = ClientLink(descriptor, cluster: cluster)
            _ = midas_io_add(poller, descriptor, EPOLLIN.rawValue, nextToken)
        }
    }

    /// Reads what a client sent; `multicast` puts it into the order.
    func read(_ token: UInt64, _ multicast: (Message) -> Void) {
        guard let link = links[token] else { return }
        var isOpen = link.fill()
        do throws(WireError) {
            while let frame = try link.next() { isOpen = take(frame, token, multicast) && isOpen }
        } catch {
            isOpen = false
        }
        if !isOpen { close(token) }
    }

    private func take(
        _ frame: ClientFrame, _ token: UInt64, _ multicast: (Message) -> Void
    ) -> Bool {
        switch frame {
        case .open(let nonce):
            nonces[nonce] = token
            multicast(.open(Message.Open(tier: tier, nonce: nonce)))
        case .request(var request):
            // A client says what it wants, not of whom.
            request.tier = tier
            owners[request.session] = token
            multicast(.request(request))
        case .opened, .answer, .expired: return false
        }
        return true
    }

    func opened(_ session: OrderNumber, nonce: UInt64) {
        guard let token = nonces.removeValue(forKey: nonce) else { return }
        owners[session] = token
        send(.opened(nonce: nonce, session: session), to: token)
    }

    func answer(_ frame: ClientFrame, of session: OrderNumber) {
        guard let token = owners[session] else { return }
        send(frame, to: token)
    }

    private func send(_ frame: ClientFrame, to token: UInt64) {
        guard let link = links[token] else { return }
        link.send(frame)
        if !link.flush() || link.backlog > Gateway.backlogLimit { close(token) }
    }

    /// Clients that took nothing before may take more now.
    func flush() {
        for (token, link) in links where link.backlog > 0 && !link.flush() { close(token) }
    }

    private func close(_ token: UInt64) {
        links[token] = nil
        owners = owners.filter { $0.value != token }
        nonces = nonces.filter { $0.value != token }
    }
}
