import Glibc
import MidasRPC
import MidasStubs
import SwiftProtobuf

// peer server SOCKET: the shop in Swift. peer async-server SOCKET: the same with tasks. peer client
// SOCKET, peer async-client SOCKET: call every method in every way and print what comes of it. peer
// once SOCKET: makes one call and says how it ended.

func say(_ line: String) {
    print(line)
    fflush(nil)
}

func describe(_ error: RPCError) -> String {
    switch error {
    case .wrongVersion: "wrong version"
    case .unknownMethod: "unknown method"
    case .malformedRequest: "malformed request"
    default: error.description
    }
}

func show(_ body: () throws(StubError<Tickets_ShopError>) -> Tickets_ReserveReply) {
    do throws(StubError<Tickets_ShopError>) {
        let reply = try body()
        say("\(reply.name) has\(reply.seats.map { " \($0)" }.joined())")
    } catch {
        switch error {
        case .refused(let reason): say("refused: \(reason.code.rawValue), \(reason.left) left")
        case .failed(let error): say(describe(error))
        }
    }
}

func wish(_ name: String, _ seats: UInt32) -> Tickets_ReserveRequest {
    .with {
        $0.name = name
        $0.seats = seats
    }
}

let patience = Duration.seconds(20)

func askRaw(_ client: RPCClient, _ method: String, _ bytes: [UInt8]) {
    do throws(RPCError) {
        _ = try client.call(Service.number(of: method), bytes, timeout: 20_000_000_000)
        say("ok")
    } catch {
        say(describe(error))
    }
}

func askTogether(_ shop: Tickets_Shop.Client) throws {
    let waiting = try shop.startAwait(.with { $0.left = 7 }, timeout: patience)
    let calls = try (0..<3).map { _ in try shop.startReserve(wish("bob", 2), timeout: patience) }
    say("later: \(try waiting.wait().left < 7 ? "fewer" : "as many") are left")
    for call in calls { show { () throws(StubError<Tickets_ShopError>) in try call.wait() } }
}

/// The same, awaited.
func awaitTogether(_ shop: Tickets_Shop.Client) async throws {
    let waiting = try shop.startAwait(.with { $0.left = 7 }, timeout: patience)
    let calls = try (0..<3).map { _ in try shop.startReserve(wish("bob", 2), timeout: patience) }
    say("later: \(try await waiting.result().left < 7 ? "fewer" : "as many") are left")
    for call in calls {
        let result = await Result { () async throws(StubError<Tickets_ShopError>) in
            try await call.result()
        }
        show { () throws(StubError<Tickets_ShopError>) in try result.get() }
    }
}

extension Result {
    init(_ body: () async throws(Failure) -> Success) async {
        do throws(Failure) { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { exit(2) }
let path = arguments[2]
switch arguments[1] {
case "server", "async-server":
    var service = Service()
    if arguments[1] == "server" {
        // The one method that is answered later is a task, the others answer at once.
        let shop = Shop()
        Tickets_Shop.register(async: shop, to: &service)
        Tickets_Shop.register(BriefShop(shop), to: &service)
        service.add(async: Tickets_Shop.`await`) {
            (request, peer) async throws(Refusal<Tickets_ShopError>) in
            try await shop.await(request, from: peer)
        }
    } else {
        Tickets_Shop.register(async: Shop(), to: &service)
    }
    try RPCServer(path: path, service: service).run { _ in say("ready") }
default:
    let client = RPCClient(path: path, client: 1)
    let shop = Tickets_Shop.Client(client)
    show { () throws(StubError<Tickets_ShopError>) in
        try shop.startReserve(wish("anna", 3), timeout: patience).wait()
    }
    if arguments[1] == "once" { exit(0) }
    for wish in [wish("anna", 99), wish("", 1)] {
        show { () throws(StubError<Tickets_ShopError>) in
            try shop.startReserve(wish, timeout: patience).wait()
        }
    }
    if arguments[1] == "client" {
        try askTogether(shop)
    } else {
        try await awaitTogether(shop)
    }
    say("left: \(try shop.left(Tickets_LeftRequest(), timeout: patience).left)")
    askRaw(client, "tickets.Shop/Cancel", [])
    askRaw(client, "tickets.Shop/Reserve", [255, 255, 255])
}
