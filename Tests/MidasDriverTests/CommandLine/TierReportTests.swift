import Foundation
import TestSupport
import Testing

/// What the report says of configured tiers.
@Suite struct TierReportTests {
    private static let fixture = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/projects/three-tiers")

    private struct Report: Decodable {
        struct Named: Decodable {
            var id: String
            var name: String?
            var what: String?
            var tier: String?
        }
        struct Message: Decodable {
            struct Point: Decodable { var kind: String }
            var dependence: String
            var sources: [String]
            var carries: [Point]
        }
        struct Sliver: Decodable {
            var handler: String
            var direction: String
            var message: Message
            var occurrence: Message
            var reads: [String]
            var writes: [String]
            var liveLocals: [String]
        }
        struct Tier: Decodable {
            var name: String
            var slivers: [Sliver]
        }
        struct Side: Decodable {
            var deterministic: Bool
            var sources: [String]
            var inherits: [String]
            var reconcile: [String]
            var reaches: [String]
        }
        struct Pair: Decodable {
            var upstream: String?
            var downstream: String
            var forward: Side
            var backward: Side
        }
        var states: [Named]
        var sources: [Named]
        var tiers: [Tier]
        var pairs: [Pair]

        func names(_ ids: [String]) -> [String] {
            ids.compactMap { id in
                states.first { $0.id == id }?.name ?? sources.first { $0.id == id }?.what
            }
        }
    }

    private func report(_ sources: String, _ configuration: String) throws -> Report? {
        let folder = try TemporaryFolder()
        try folder.write(sources, to: "a.c")
        try folder.write(configuration, to: ".midas.yml")
        let arguments = ["analyze", ".", "--format", "json", "-q", "--no-cache"]
        guard let result = try MidasTool.run(arguments, in: folder) else { return nil }
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    }

    @Test(arguments: ["json", "text"])
    func theThreeTiersOfTheFixture(format: String) throws {
        guard let tool = MidasTool.path else { return }
        let result = try runProcess(
            [tool, "analyze", ".", "--format", format, "-q", "--no-cache"], in: Self.fixture)
        #expect(result.status == 0, "\(result.errors)")
        let text = result.output.replacing(#/"libclang": "[^"]*"/#, with: #""libclang": """#)
        try expectGolden(text, "three-tiers.\(format)")
    }

    private static let sliverOfBoth = """
        tiers:
          front:
            handlers: [foo]
            calls:
              - function: bar
                tier: back
          back:
            handlers: [bar]
        """

    @Test func tiersOfOneFileAreToldApartByWhoUsesAState() throws {
        let found = try report(
            """
            #include <stdlib.h>
            int a, e, both;
            void bar(int v) { e = rand() + v; both++; }
            void foo(void) { a = rand(); both++; bar(a); }
            """, Self.sliverOfBoth)
        guard let found else { return }
        #expect(found.states.first { $0.name == "a" }?.tier == "front")
        #expect(found.states.first { $0.name == "e" }?.tier == "back")
        let forward = try #require(found.tiers.first { $0.name == "front" }?.slivers.first)
        #expect(forward.direction == "forward")
        #expect(forward.message.dependence == "state")
        #expect(found.names(forward.writes) == ["a"])
    }

    @Test func whetherACallIsMadeMayDependOnASource() throws {
        let found = try report(
            """
            #include <stdlib.h>
            int kept;
            void bar(int);
            int foo(int n) {
                int drawn = rand();
                if (drawn & 1) bar(n);
                kept = drawn;
                return n;
            }
            """,
            "tiers: {front: {handlers: foo, calls: [{function: bar, tier: front}]}}")
        guard let found else { return }
        let slivers = try #require(found.tiers.first).slivers
        #expect(slivers.map(\.direction) == ["forward", "backward", "backward"])
        #expect(slivers[0].message.dependence == "none")
        #expect(slivers[0].message.carries.map(\.kind) == ["request"])
        #expect(found.names(slivers[0].occurrence.sources) == ["rand"])
        #expect(slivers[0].liveLocals == ["drawn"])
        #expect(found.names(slivers[0].writes) == [])
        #expect(found.names(slivers[1].writes) == ["kept"])
        #expect(found.names(slivers[2].writes) == ["kept"])
    }

    @Test func callsDeepInHelpersAndLoopsCutSlivers() throws {
        let found = try report(
            """
            #include <stdlib.h>
            int before, between, after;
            int ask(int);
            static int helper(int n) { before = rand(); return ask(n); }
            int foo(int n) {
                int sum = 0;
                for (int i = 0; i < n; i++) { sum += helper(i); between = rand(); }
                after = rand();
                return sum;
            }
            """,
            "tiers: {front: {handlers: foo, calls: [{function: ask, tier: front}]}}")
        guard let found else { return }
        let slivers = try #require(found.tiers.first).slivers
        #expect(slivers.map(\.direction) == ["forward", "backward", "forward", "backward"])
        #expect(
            slivers.map { found.names($0.writes) } == [
                ["before"], ["after"], ["before", "between"], ["between", "after"],
            ])
        #expect(slivers[3].message.carries.map(\.kind) == ["request", "call"])
    }

    @Test func nondeterminismIsFollowedThroughTheRepliesOfTiers() throws {
        let found = try report(
            """
            #include <stdlib.h>
            int seen;
            int low(void) { return rand(); }
            int call_low(void);
            int middle(void) { return call_low(); }
            int call_middle(void);
            int high(void) { seen = call_middle(); return 0; }
            """,
            """
            tiers:
              high: {handlers: high, calls: [{function: call_middle, tier: middle}]}
              middle: {handlers: middle, calls: [{function: call_low, tier: low}]}
              low: {handlers: low}
            """)
        guard let found else { return }
        #expect(found.pairs.map(\.upstream) == [nil, "high", "middle"])
        let pair = found.pairs[1]
        #expect(pair.downstream == "middle")
        #expect(pair.forward.deterministic)
        #expect(!pair.backward.deterministic)
        #expect(pair.backward.inherits == ["low"])
        #expect(found.names(pair.backward.reaches) == ["seen"])
        #expect(found.pairs[0].backward.deterministic)
    }

    @Test func aHandlerThatIsNotThereIsSaidWithItsPlace() throws {
        let folder = try TemporaryFolder()
        try folder.write("int foo(void) { return 0; }\n", to: "a.c")
        try folder.write("tiers:\n  front:\n    handlers: [foo, fob]\n", to: ".midas.yml")
        let arguments = ["analyze", ".", "-q", "--no-cache", "--fail-on", "incomplete"]
        guard let result = try MidasTool.run(arguments, in: folder) else { return }
        #expect(result.status == 1)
        #expect(
            result.output.contains(
                "3:21: warning: the sources of the tier 'front' define no function 'fob'"))
    }
}
