import CMidasIO
import Glibc
import MidasProtocol
import MidasTransport
import MidasWire

/// Ordered delivery between real processes, against bare sockets in the same run.
func measureTransport() {
    withFolder { folder in
        let bare = pingPong(folder)
        let ordered = orderedLatency(folder)
        Figure(
            id: "ping-pong", value: bare, unit: "us p50", bar: "-", isMet: true
        ).report()
        Figure(
            id: "ordered-delivery", value: ordered, unit: "us p50", bar: "-", isMet: true
        ).report()
        Figure(
            id: "ordered-to-bare", value: ordered / bare, unit: "x ping-pong", bar: "<= 3.5",
            isMet: ordered <= 3.5 * bare
        ).report()
    }
    withFolder { folder in
        let bare = bareThroughput(folder)
        let ordered = orderedThroughput(folder)
        Figure(
            id: "bare-sequencer", value: bare, unit: "messages/s", bar: "-", isMet: true
        ).report()
        Figure(
            id: "ordered-throughput", value: ordered, unit: "messages/s", bar: "-", isMet: true
        ).report()
        Figure(
            id: "throughput-to-bare", value: ordered / bare, unit: "x bare sequencer",
            bar: ">= 0.6", isMet: ordered >= 0.6 * bare
        ).report()
    }
    measureTakeOver()
}

private func measureTakeOver() {
    var pauses: [Double] = []
    var lost = 0.0
    for _ in 0..<20 {
        withFolder { folder in
            let result = takeOver(folder)
            pauses.append(result.pause)
            lost += result.lost
        }
    }
    let middle = median(&pauses)
    let worst = pauses.last ?? 0
    Figure(id: "take-over-p50", value: middle / 1000, unit: "ms", bar: "-", isMet: true).report()
    Figure(
        id: "take-over", value: worst / 1000, unit: "ms, worst of 20", bar: "<= 20",
        isMet: worst <= 20_000
    ).report()
    Figure(id: "take-over-lost", value: lost, unit: "messages", bar: "= 0", isMet: lost == 0)
        .report()
}

// MARK: The parent's part

private func withFolder(_ body: (String) -> Void) {
    var template = Array("/tmp/midas-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fail("no temporary folder") }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    body(folder)
    let names = ["order.sock", "order.lock", "bare.sock", "member.0.lock", "member.1.lock"]
    for name in names + ["member.2.lock", "result.1", "result.2", "result.9"] {
        unlink(folder + "/" + name)
    }
    rmdir(folder)
}

private func pingPong(_ folder: String) -> Double {
    let echo = spawn("bare-echo", folder)
    defer { stop(echo) }
    let descriptor = connectWhenThere(folder + "/bare.sock")
    var message = [UInt8](repeating: 7, count: 100)
    var samples: [Double] = []
    for round in 0..<25_000 {
        let start = microseconds()
        writeAll(descriptor, message)
        readAll(descriptor, &message)
        if round >= 5000 { samples.append(microseconds() - start) }
    }
    close(descriptor)
    return median(&samples)
}

private func orderedLatency(_ folder: String) -> Double {
    let others = spawnOthers(folder)
    defer { others.forEach(stop) }
    let sender = spawn("latency", folder, "1")
    wait(sender)
    return result(folder, 1)[0]
}

/// The sequencer, and then the third member: who measures is neither.
private func spawnOthers(_ folder: String) -> [pid_t] {
    let sequencer = spawn("member", folder, "0")
    usleep(50_000)
    return [sequencer, spawn("member", folder, "2")]
}

private func bareThroughput(_ folder: String) -> Double {
    let sequencer = spawn("bare-sequencer", folder)
    let others = [spawn("bare-member", folder), spawn("bare-member", folder)]
    let sender = spawn("bare-sender", folder)
    wait(sender)
    others.forEach(stop)
    stop(sequencer)
    return result(folder, 9)[0]
}

private func orderedThroughput(_ folder: String) -> Double {
    let others = spawnOthers(folder)
    defer { others.forEach(stop) }
    let sender = spawn("throughput", folder, "1")
    wait(sender)
    return result(folder, 1)[0]
}

private func takeOver(_ folder: String) -> (pause: Double, lost: Double) {
    let first = spawn("member", folder, "0")
    usleep(30_000)
    let witness = spawn("witness", folder, "2")
    let sender = spawn("survivor", folder, "1")
    usleep(150_000)
    stop(first)
    wait(sender)
    wait(witness)
    let sent = result(folder, 1)
    let seen = result(folder, 2)
    return (sent[0], sent[1] + (sent[2] == seen[2] ? 0 : 1))
}

// MARK: The children's part

/// Runs one role of a measurement; does not return for those that are stopped from outside.
func play(_ role: String, _ folder: String, _ identity: UInt32) {
    switch role {
    case "bare-echo": echo(folder)
    case "bare-sequencer": sequence(folder)
    case "bare-member": receiveBare(folder)
    case "bare-sender": sendBare(folder)
    case "latency": sendOneByOne(join(folder, identity), folder, identity)
    case "throughput": sendMany(join(folder, identity), folder, identity)
    case "survivor": survive(join(folder, identity), folder, identity)
    case "witness": witness(join(folder, identity), folder, identity)
    default: while true { join(folder, identity).run() }
    }
}

extension EmbeddedTransport {
    fileprivate func run() -> Never { while true { poll(timeout: -1) { _ in } } }
}

private func join(_ folder: String, _ identity: UInt32) -> EmbeddedTransport {
    var configuration = EmbeddedTransport.Configuration(
        folder: folder, cluster: 1, replica: ReplicaID(identity), tier: TierID(0))
    configuration.foundingMembers = 3
    configuration.window = 64
    guard let transport = try? EmbeddedTransport(configuration) else { fail("cannot join") }
    return transport
}

private func awaitView(_ transport: EmbeddedTransport) {
    var isThere = false
    while !isThere {
        transport.poll(timeout: -1) { if case .delivered = $0 { isThere = true } }
    }
}

private func sendOneByOne(
    _ transport: EmbeddedTransport, _ folder: String, _ identity: UInt32
) {
    awaitView(transport)
    let message = [UInt8](repeating: 7, count: 100)
    var samples: [Double] = []
    for round in 0..<25_000 {
        let start = microseconds()
        _ = transport.multicast(message)
        var isDelivered = false
        while !isDelivered {
            transport.poll(timeout: -1) { if case .delivered = $0 { isDelivered = true } }
        }
        if round >= 5000 { samples.append(microseconds() - start) }
    }
    report(folder, identity, [median(&samples)])
}

private func sendMany(_ transport: EmbeddedTransport, _ folder: String, _ identity: UInt32) {
    awaitView(transport)
    let message = [UInt8](repeating: 7, count: 100)
    let total = 600_000
    var delivered = 0
    let start = microseconds()
    while delivered < total {
        while transport.multicast(message) {}
        transport.poll(timeout: -1) { if case .delivered = $0 { delivered += 1 } }
    }
    report(folder, identity, [Double(total) / (microseconds() - start) * 1e6])
}

/// Sends one after another for half a second; reports how long the message took that the take-over
/// fell upon, what came wrongly, and a digest of the first 2000 messages.
private func survive(_ transport: EmbeddedTransport, _ folder: String, _ identity: UInt32) {
    awaitView(transport)
    let end = microseconds() + 500_000
    var sent: UInt64 = 0
    var wrong = 0.0
    var longest = 0.0
    var digest = PrefixDigest()
    while microseconds() < end || digest.count < PrefixDigest.limit {
        let start = microseconds()
        sent += 1
        _ = transport.multicast(withUnsafeBytes(of: sent) { [UInt8]($0) })
        var isDelivered = false
        var isTakeOver = false
        while !isDelivered {
            transport.poll(timeout: -1) { event in
                guard case .delivered(let message) = event else { return }
                digest.add(message)
                if message.sender == OrderedMessage.sequencer { isTakeOver = true }
                guard message.sender == ReplicaID(identity) else { return }
                isDelivered = true
                if message.submission != sent { wrong += 1 }
            }
        }
        if isTakeOver { longest = max(longest, microseconds() - start) }
    }
    report(folder, identity, [longest, wrong, Double(digest.value.value >> 12)])
    transport.run(for: 100_000)
}

private func witness(_ transport: EmbeddedTransport, _ folder: String, _ identity: UInt32) {
    var digest = PrefixDigest()
    while digest.count < PrefixDigest.limit {
        transport.poll(timeout: -1) { if case .delivered(let message) = $0 { digest.add(message) } }
    }
    report(folder, identity, [0, 0, Double(digest.value.value >> 12)])
    transport.run(for: 700_000)
}

extension EmbeddedTransport {
    fileprivate func run(for time: Double) {
        let end = microseconds() + time
        while microseconds() < end { poll(timeout: 1000) { _ in } }
    }
}

private struct PrefixDigest {
    static let limit = 2000
    var value = Digest()
    var count = 0

    mutating func add(_ message: OrderedMessage) {
        guard count < PrefixDigest.limit, message.sender != OrderedMessage.sequencer else { return }
        count += 1
        value.add(message.number.value)
        value.add(message.bytes)
    }
}

// MARK: Bare sockets

private func echo(_ folder: String) {
    let listener = midas_io_listen(folder + "/bare.sock")
    let descriptor = acceptBlocking(listener)
    var message = [UInt8](repeating: 0, count: 100)
    while true {
        readAll(descriptor, &message)
        writeAll(descriptor, message)
    }
}

/// Copies each 100 bytes that come to all three peers, with a number, and does nothing else.
private func sequence(_ folder: String) {
    let listener = midas_io_listen(folder + "/bare.sock")
    let poller = midas_io_poller()
    var peers: [Int32] = []
    for index in 0..<3 {
        peers.append(acceptBlocking(listener))
        _ = fcntl(peers[index], F_SETFL, O_NONBLOCK)
        _ = midas_io_add(poller, peers[index], EPOLLIN.rawValue, UInt64(index))
    }
    var number: UInt64 = 0
    var scratch = [UInt8](repeating: 0, count: 1 << 16)
    var kept = [[UInt8]](repeating: [], count: 3)
    var out: [UInt8] = []
    var found = [midas_io_event](repeating: midas_io_event(), count: 64)
    while true {
        let count = Int(midas_io_wait(poller, &found, -1))
        out.removeAll(keepingCapacity: true)
        for index in 0..<max(0, count) {
            let peer = Int(found[index].token)
            let size = read(peers[peer], &scratch, scratch.count)
            if size == 0 { exit(0) }
            if size > 0 { kept[peer].append(contentsOf: scratch[..<size]) }
            var start = 0
            while start + 100 <= kept[peer].count {
                number += 1
                withUnsafeBytes(of: number) { out.append(contentsOf: $0) }
                out.append(contentsOf: kept[peer][start..<start + 100])
                start += 100
            }
            kept[peer].removeFirst(start)
        }
        for peer in peers { writeAll(peer, out) }
    }
}

private func receiveBare(_ folder: String) {
    let descriptor = connectWhenThere(folder + "/bare.sock")
    var scratch = [UInt8](repeating: 0, count: 1 << 16)
    while read(descriptor, &scratch, scratch.count) > 0 {}
}

private func sendBare(_ folder: String) {
    let descriptor = connectWhenThere(folder + "/bare.sock")
    // Until the others are there.
    usleep(100_000)
    let message = [UInt8](repeating: 7, count: 100)
    var scratch = [UInt8](repeating: 0, count: 1 << 16)
    let total = 600_000
    var sent = 0
    var received = 0
    let start = microseconds()
    while received < total * 108 {
        let credit = min(64 - (sent - received / 108), total - sent)
        if credit > 0 {
            writeAll(descriptor, [UInt8]((0..<credit).flatMap { _ in message }))
            sent += credit
        }
        received += max(0, read(descriptor, &scratch, scratch.count))
    }
    report(folder, 9, [Double(total) / (microseconds() - start) * 1e6])
}
