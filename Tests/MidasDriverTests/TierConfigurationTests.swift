import MidasDriver
import MidasFindings
import Testing

@Suite struct TierConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> [Configuration.Tier] {
        try Configuration(yaml: yaml, file: ".midas.yml").tiers
    }

    @Test func everyKeyIsRead() throws {
        let tiers = try read(
            """
            tiers:
              shop:
                sources: [shop/**]
                handlers: [buy, refund]
                replies: send_reply
                calls:
                  - function: pay
                    tier: bank
                    handler: pay
                  - send: ask
                    receive: await
                    tier: bank
                    arguments: [1, 2]
              bank:
                handlers: pay
            """)
        #expect(tiers.map(\.name.text) == ["shop", "bank"])
        #expect(tiers[0].sources.map(\.pattern) == ["shop/**"])
        #expect(tiers[0].handlers.map(\.text) == ["buy", "refund"])
        #expect(tiers[0].handlers[1].location.line == 4)
        #expect(tiers[0].replies.map(\.text) == ["send_reply"])
        #expect(tiers[0].calls.map(\.send.text) == ["pay", "ask"])
        #expect(tiers[0].calls.map(\.receive?.text) == [nil, "await"])
        #expect(tiers[0].calls[0].handler?.text == "pay")
        #expect(tiers[0].calls[1].arguments == [1, 2])
        #expect(tiers[1].handlers.map(\.text) == ["pay"])
    }

    @Test(arguments: [
        ("tiers: 1", "1:8: error: tiers must be a mapping"),
        ("tiers: {a: {}}", "1:12: error: the tier 'a' needs at least one handler"),
        (
            "tiers: {a: {handler: f}}",
            "1:13: error: unknown key 'handler'; did you mean 'handlers'?"
        ),
        (
            "tiers: {a: {handlers: f, calls: [{function: g}]}}",
            "1:34: error: a call needs the 'tier' it calls"
        ),
        (
            "tiers: {a: {handlers: f, calls: [{tier: a}]}}",
            "1:34: error: a call needs 'function', or 'send' and 'receive'"
        ),
        (
            "tiers: {a: {handlers: f, calls: [{function: g, send: h, tier: a}]}}",
            "1:34: error: 'function' sends and receives: it stands alone"
        ),
        (
            "tiers: {front: {handlers: f, calls: [{function: g, tier: frond}]}}",
            "1:58: error: unknown tier 'frond'; did you mean 'front'?"
        ),
        (
            "tiers: {a: {handlers: pay, calls: [{function: g, tier: a, handler: pays}]}}",
            "1:68: error: unknown handler 'pays'; did you mean 'pay'?"
        ),
        (
            "tiers: {a: {handlers: f, calls: [{function: g, tier: a, arguments: [x]}]}}",
            "1:69: error: arguments are numbers from 0"
        ),
        ("tiers: {a: {handlers: [[f]]}}", "1:24: error: handlers must be a name"),
    ])
    func mistakesAreNamed(yaml: String, expected: String) {
        #expect(throws: ConfigurationError.self) { try read(yaml) }
        do {
            _ = try read(yaml)
        } catch {
            #expect(error.description == ".midas.yml:" + expected)
        }
    }
}
