import Foundation
import MidasDictionary
import PlatformFacts
import Testing

/// What the probes saw and what the entries say agree.
@Suite struct EvidenceTests {
    static func text(_ name: String) throws -> String {
        let folder = Repository.root.appending(path: "Dictionary/evidence")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private func checks(_ source: DictionarySource? = nil) throws -> EvidenceChecks {
        EvidenceChecks(
            try source ?? Repository.source.get(), Evidence(text: try Self.text("functions.tsv")),
            Explanations(text: try Self.text("explanations.tsv")))
    }

    @Test func nearlyAllFunctionsWereCalledAndReturned() throws {
        let evidence = Evidence(text: try Self.text("functions.tsv"))
        #expect(evidence.returned >= 1700)
        let silent = evidence.observations.filter { !$0.returned && $0.reason.isEmpty }
        #expect(silent.isEmpty, "no reason: \(silent.map(\.name))")
    }

    @Test func noEntryDeniesWhatAProbeSaw() throws {
        let contradictions = try checks().contradictions()
        #expect(contradictions.isEmpty, "\(contradictions)")
    }

    @Test func entriesNameTheAxesOfTheTable() throws {
        let stale = try checks().staleEvidence()
        #expect(stale.isEmpty, "\(stale.prefix(5))")
    }

    /// Rare functions count as much as common ones here; `Benchmarks/run dictionary` weighs them by
    /// what packages use.
    @Test func mostSourcesAreConfirmed() throws {
        let names = try Repository.source.get().entries.filter { $0.file.contains("/libc/") }
            .flatMap(\.names)
        let proof = try checks().confirmation(of: names)
        #expect(proof.confirmed.count * 100 >= proof.sources * 50, "\(proof.unexplained)")
    }

    /// A source called deterministic, in each way that an entry can lose one.
    @Test(arguments: ["time", "getpid", "getenv", "gethostname", "stat", "localtime_r"])
    func aSourceCalledDeterministicIsCaught(name: String) throws {
        let source = try Repository.source.get()
        let changed = source.replacing(
            entries: source.entries.map { entry in
                guard entry.names.contains(name), case .function(var model) = entry.content else {
                    return entry
                }
                model.outputs = []
                model.flows.removeAll { if case .state = $0.origin.root { true } else { false } }
                var other = entry
                other.content = .function(model)
                return other
            })
        let found = try checks(changed).contradictions()
        #expect(found.contains { $0.hasPrefix("\(name):") }, "\(found)")
    }

    @Test func aTableIsReadAsItWasWritten() {
        var seen = Observation(name: "f", outcome: "returned")
        seen.values = ["clock": ["ret", "*0.tv_sec"], "process": ["ret"]]
        seen.addresses = ["addresses", "noise"]
        seen.unsteady = ["*1"]
        var lost = Observation(name: "a", outcome: "not called")
        lost.reason = "never returns"
        let evidence = Evidence([seen, lost])
        #expect(evidence.observations.map(\.name) == ["a", "f"])
        #expect(Evidence(text: evidence.text).observations == evidence.observations)
        #expect(evidence.returned == 1)
    }
}
