import MidasAnalysis
import MidasBase
import MidasFindings
import MidasIR

/// Which of the configured tiers a program holds.
enum TierPlan {
    static func tiers(_ configured: [Configuration.Tier], in program: Program) -> [TierOptions] {
        guard !configured.isEmpty else { return [] }
        let paths = program.files.elements.map { program.strings[$0.path] }
        return configured.compactMap { tier in
            let files = paths.filter { path in
                tier.sources.isEmpty || tier.sources.contains { $0.matches(path) }
            }
            guard !files.isEmpty else { return nil }
            return TierOptions(
                name: tier.name.text, files: Set(files), handlers: tier.handlers.map(\.text),
                calls: tier.calls.map {
                    TierOptions.NestedCall(
                        send: $0.send.text, receive: $0.receive?.text, tier: $0.tier.text,
                        handler: $0.handler?.text, arguments: $0.arguments)
                }, replies: tier.replies.map(\.text))
        }
    }

    /// Handlers that no program of the tree defines.
    static func missingHandlers(
        _ configured: [Configuration.Tier], in findings: [TierFinding]
    ) -> [Diagnostic] {
        configured.flatMap { tier in
            let found = findings.filter { $0.name == tier.name.text }.flatMap(\.handlers)
            return tier.handlers.filter { !found.contains($0.text) }.map {
                Diagnostic(
                    severity: .warning,
                    message: "the sources of the tier '\(tier.name.text)' define no function "
                        + "'\($0.text)'", location: $0.location)
            }
        }
    }
}
