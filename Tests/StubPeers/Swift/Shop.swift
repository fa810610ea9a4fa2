import MidasRPC
import MidasStubs
import SwiftProtobuf
import Synchronization

/// The shop, with handlers that may take their time.
final class Shop: Tickets_Shop.AsyncHandlers {
    private struct State {
        var sold: UInt32 = 0
        var waiting: [(limit: UInt32, waiter: CheckedContinuation<UInt32, Never>)] = []

        /// Tells those who wait for fewer seats.
        mutating func tell() {
            let left = 10 - sold
            for (limit, waiter) in waiting where left < limit { waiter.resume(returning: left) }
            waiting.removeAll { left < $0.limit }
        }
    }

    private let state = Mutex(State())

    func reserve(
        _ request: Tickets_ReserveRequest, from peer: Peer?
    ) async throws(Refusal<Tickets_ShopError>) -> Tickets_ReserveReply {
        try sell(request)
    }

    func sell(
        _ request: Tickets_ReserveRequest
    ) throws(Refusal<Tickets_ShopError>) -> Tickets_ReserveReply {
        let (error, seats) = state.withLock { state in
            var error = Tickets_ShopError.with { $0.left = 10 - state.sold }
            if request.name.isEmpty { error.code = .noName }
            if request.seats > error.left { error.code = .soldOut }
            guard error.code == .unknown else { return (error, [UInt32]()) }
            let first = state.sold + 1
            state.sold += request.seats
            state.tell()
            return (error, Array(first..<first + request.seats))
        }
        guard error.code == .unknown else { throw Refusal(error) }
        return .with {
            $0.name = request.name
            $0.seats = seats
        }
    }

    func left(
        _ request: Tickets_LeftRequest, from peer: Peer?
    ) async throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply { left }

    var left: Tickets_LeftReply {
        .with { reply in reply.left = state.withLock { 10 - $0.sold } }
    }

    func await(
        _ request: Tickets_AwaitRequest, from peer: Peer?
    ) async throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply {
        let left = await withCheckedContinuation { continuation in
            state.withLock {
                $0.waiting.append((request.left, continuation))
                $0.tell()
            }
        }
        return .with { $0.left = left }
    }
}

/// The shop, with handlers that answer at once.
struct BriefShop: Tickets_Shop.Handlers {
    private let shop: Shop

    init(_ shop: Shop) { self.shop = shop }

    func reserve(
        _ request: Tickets_ReserveRequest, from peer: Peer?
    ) throws(Refusal<Tickets_ShopError>) -> Tickets_ReserveReply { try shop.sell(request) }

    func left(
        _ request: Tickets_LeftRequest, from peer: Peer?
    ) throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply { shop.left }

    /// Nobody waits for a shop that answers at once.
    func await(
        _ request: Tickets_AwaitRequest, from peer: Peer?
    ) throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply { shop.left }
}
