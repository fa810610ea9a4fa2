import MidasFindings
import MidasIR

/// Compares the classes that the analysis gives a program's states with those of its variants.
public struct Metamorphism: Sendable {
    public struct Change: Sendable, CustomStringConvertible {
        public var seed: UInt64
        public var variant: Variant
        public var state: String
        public var before: Classification
        public var after: Classification?

        public var description: String {
            "seed \(seed), \(variant.rawValue): \(state) was \(before.rawValue), is "
                + (after?.rawValue ?? "not listed")
        }
    }

    public struct Result: Sendable {
        /// Variants that were compared, by name.
        public var compared: [Variant: Int] = [:]
        public var rejected = 0
        public var changes: [Change] = []

        public init() {}
    }

    public var oracle: Oracle

    public init(oracle: Oracle) { self.oracle = oracle }

    public func check(
        _ seeds: ClosedRange<UInt64>, _ variants: [Variant] = Variant.allCases
    ) -> Result {
        var result = Result()
        for seed in seeds { check(Generator.program(seed: seed), variants, &result) }
        return result
    }

    private func check(
        _ program: SourceProgram, _ variants: [Variant], _ result: inout Result
    ) {
        guard case .success(let unit) = oracle.lowered(program.text, program) else { return }
        let classes = oracle.classes(of: [unit]).states
        var random = SeededRandom(program.seed ^ 0x5EED)
        for variant in variants {
            guard let other = program.variant(variant, random: &random) else { continue }
            var units: [MidasIR.Unit] = []
            for file in other.files {
                let lowered = oracle.lowered(file.text, file: file.name, program.flags)
                if case .success(let unit) = lowered { units.append(unit) }
            }
            guard units.count == other.files.count else {
                result.rejected += 1
                continue
            }
            result.compared[variant, default: 0] += 1
            var found: [String: Classification] = [:]
            for (name, classification) in oracle.classes(of: units).states {
                found[other.original(name)] = classification
            }
            for (name, before) in classes.sorted(by: { $0.key < $1.key })
            where !name.contains(".") && !Self.isOurs(name) && found[name] != before {
                result.changes.append(
                    Change(
                        seed: program.seed, variant: variant, state: name, before: before,
                        after: found[name]))
            }
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("request::") || name.hasPrefix("time")
    }
}
