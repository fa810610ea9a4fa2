import Glibc
import MidasRPC

/// A server on a thread of its own that echoes.
private func startEcho() -> String {
    var service = Service()
    service.add(1, .atMostOnce) { request, reply in
        reply.write(request.payload)
        return .done
    }
    let path = "/tmp/midas-rpc-benchmark-\(getpid()).sock"
    let server = RPCServer(path: path, service: service)
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            try? Unmanaged<RPCServer>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, Unmanaged.passRetained(server).toOpaque())
    return path
}

private let bare = BareEcho()
private let bareConnection = bare.connected()
private let client = RPCClient(path: startEcho(), client: 1)

private func callOnce() {
    guard (try? client.call(1, payload)) == payload else { fail("a call failed") }
}

/// One call at a time, against one message at a time; taken in turns.
func measureRoundTrips() {
    let batch = 2000
    callOnce()
    var bareTimes: [Double] = []
    var callTimes: [Double] = []
    for _ in 0..<30 {
        let start = seconds()
        for _ in 0..<batch { exchange(bareConnection, messages: 1, window: 1) }
        let middle = seconds()
        for _ in 0..<batch { callOnce() }
        let end = seconds()
        bareTimes.append((middle - start) / Double(batch) * 1e6)
        callTimes.append((end - middle) / Double(batch) * 1e6)
    }
    let floor = median(bareTimes)
    let value = median(callTimes)
    row("bare-round-trip", floor, "us", "floor", true)
    row("round-trip", value, "us", "none", true)
    row("round-trip-to-bare", value / floor, "times", "<= 2", value / floor <= 2)
}

/// Many calls under way, against as many messages under way; taken in turns.
func measurePipelining() {
    let batch = 50_000
    var bareRates: [Double] = []
    var callRates: [Double] = []
    for _ in 0..<10 {
        let start = seconds()
        exchange(bareConnection, messages: batch, window: 64)
        let middle = seconds()
        pipeline(batch, window: 64)
        let end = seconds()
        bareRates.append(Double(batch) / (middle - start))
        callRates.append(Double(batch) / (end - middle))
    }
    let floor = median(bareRates)
    let value = median(callRates)
    row("bare-pipelined", floor, "messages/s", "floor", true)
    row("pipelined", value, "calls/s", "none", true)
    row("pipelined-to-bare", value / floor, "times", ">= 0.4", value / floor >= 0.4)
}

private func pipeline(_ count: Int, window: Int) {
    var calls: [RemoteCall?] = Array(repeating: nil, count: window)
    for number in 0..<count + window {
        if let call = calls[number % window], (try? call.wait()) != payload {
            fail("a pipelined call failed")
        }
        calls[number % window] = number < count ? try? client.start(1, payload) : nil
    }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func row(_ id: String, _ value: Double, _ unit: String, _ bar: String, _ isMet: Bool) {
    print("\(id)\t\((value * 100).rounded() / 100)\t\(unit)\t\(bar)\t\(isMet)")
}
