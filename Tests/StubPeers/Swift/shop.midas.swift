// Made by protoc-gen-midas from shop.proto: change that instead.
// swift-format-ignore-file

import MidasRPC
import MidasStubs
import SwiftProtobuf

/// Sells ten seats for one show.
enum Tickets_Shop {
    static let reserve = StubMethod<
        Tickets_ReserveRequest, Tickets_ReserveReply, Tickets_ShopError
    >(
        name: "tickets.Shop/Reserve", number: 0x61A3E21B,
        semantics: .atMostOnce)
    static let left = StubMethod<
        Tickets_LeftRequest, Tickets_LeftReply, Tickets_ShopError
    >(
        name: "tickets.Shop/Left", number: 0x151B7F00,
        semantics: .atLeastOnce)
    static let `await` = StubMethod<
        Tickets_AwaitRequest, Tickets_LeftReply, Tickets_ShopError
    >(
        name: "tickets.Shop/Await", number: 0x240BF7DD,
        semantics: .atMostOnce)

    /// Answers at once, on the server's thread, and must not block.
    protocol Handlers: Sendable {
        /// Reserves seats: they are taken together or not at all.
        func reserve(
            _ request: Tickets_ReserveRequest, from peer: Peer?
        ) throws(Refusal<Tickets_ShopError>) -> Tickets_ReserveReply
        /// How many seats are left.
        func left(
            _ request: Tickets_LeftRequest, from peer: Peer?
        ) throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply
        /// Is answered once fewer seats are left than that.
        func `await`(
            _ request: Tickets_AwaitRequest, from peer: Peer?
        ) throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply
    }

    /// May take its time: each call is a task.
    protocol AsyncHandlers: Sendable {
        /// Reserves seats: they are taken together or not at all.
        func reserve(
            _ request: Tickets_ReserveRequest, from peer: Peer?
        ) async throws(Refusal<Tickets_ShopError>) -> Tickets_ReserveReply
        /// How many seats are left.
        func left(
            _ request: Tickets_LeftRequest, from peer: Peer?
        ) async throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply
        /// Is answered once fewer seats are left than that.
        func `await`(
            _ request: Tickets_AwaitRequest, from peer: Peer?
        ) async throws(Refusal<Tickets_ShopError>) -> Tickets_LeftReply
    }

    static func register(_ handlers: some Handlers, to service: inout Service) {
        service.add(reserve) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try handlers.reserve(request, from: peer)
        }
        service.add(left) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try handlers.left(request, from: peer)
        }
        service.add(`await`) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try handlers.`await`(request, from: peer)
        }
    }

    static func register(async handlers: some AsyncHandlers, to service: inout Service) {
        service.add(async: reserve) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try await handlers.reserve(request, from: peer)
        }
        service.add(async: left) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try await handlers.left(request, from: peer)
        }
        service.add(async: `await`) { (request, peer) throws(Refusal<Tickets_ShopError>) in
            try await handlers.`await`(request, from: peer)
        }
    }

    struct Client: Sendable {
        let client: RPCClient

        init(_ client: RPCClient) { self.client = client }

        /// Reserves seats: they are taken together or not at all.
        func startReserve(
            _ request: Tickets_ReserveRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> StubCall<Tickets_ReserveReply, Tickets_ShopError> {
            try client.start(Tickets_Shop.reserve, request, timeout: timeout)
        }

        /// Reserves seats: they are taken together or not at all.
        func reserve(
            _ request: Tickets_ReserveRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> Tickets_ReserveReply {
            try startReserve(request, timeout: timeout).wait()
        }

        /// Reserves seats: they are taken together or not at all.
        func reserve(
            _ request: Tickets_ReserveRequest, timeout: Duration? = nil
        ) async throws(StubError<Tickets_ShopError>) -> Tickets_ReserveReply {
            try await startReserve(request, timeout: timeout).result()
        }

        /// How many seats are left.
        func startLeft(
            _ request: Tickets_LeftRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> StubCall<Tickets_LeftReply, Tickets_ShopError> {
            try client.start(Tickets_Shop.left, request, timeout: timeout)
        }

        /// How many seats are left.
        func left(
            _ request: Tickets_LeftRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> Tickets_LeftReply {
            try startLeft(request, timeout: timeout).wait()
        }

        /// How many seats are left.
        func left(
            _ request: Tickets_LeftRequest, timeout: Duration? = nil
        ) async throws(StubError<Tickets_ShopError>) -> Tickets_LeftReply {
            try await startLeft(request, timeout: timeout).result()
        }

        /// Is answered once fewer seats are left than that.
        func startAwait(
            _ request: Tickets_AwaitRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> StubCall<Tickets_LeftReply, Tickets_ShopError> {
            try client.start(Tickets_Shop.`await`, request, timeout: timeout)
        }

        /// Is answered once fewer seats are left than that.
        func `await`(
            _ request: Tickets_AwaitRequest, timeout: Duration? = nil
        ) throws(StubError<Tickets_ShopError>) -> Tickets_LeftReply {
            try startAwait(request, timeout: timeout).wait()
        }

        /// Is answered once fewer seats are left than that.
        func `await`(
            _ request: Tickets_AwaitRequest, timeout: Duration? = nil
        ) async throws(StubError<Tickets_ShopError>) -> Tickets_LeftReply {
            try await startAwait(request, timeout: timeout).result()
        }
    }
}
