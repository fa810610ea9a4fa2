import PlatformFacts

/// The fields of one run, by function.
struct RunRecord {
    /// `V ret` to `17`: kind, name and value of a field, with its occurrence where a name repeats.
    var fields: [String: [String: String]] = [:]
    var outcomes: [String: String] = [:]

    init(text: String) {
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count >= 4 else { continue }
            let name = String(cells[0])
            let value = cells[3...].joined(separator: "\t")
            if cells[1] == "O" {
                outcomes[name] = value
                continue
            }
            var key = "\(cells[1]) \(cells[2])"
            var occurrence = 1
            while fields[name]?[key] != nil {
                occurrence += 1
                key = "\(cells[1]) \(cells[2])#\(occurrence)"
            }
            fields[name, default: [:]][key] = value
        }
    }
}

/// Tells which axis changed which field.
///
/// A field counts for an axis if it is the same in all runs that vary nothing, and another in both
/// runs of the axis.
enum Comparison {
    static func observations(
        _ names: [String], baseline: [RunRecord], axes: [String: [RunRecord]]
    ) -> [Observation] {
        names.map { name in
            var observation = Observation(
                name: name, outcome: baseline[0].outcomes[name] ?? "not called")
            guard observation.returned else { return observation }
            let keys = Set(baseline.flatMap { ($0.fields[name] ?? [:]).keys }).sorted()
            let steady = keys.filter { key in
                Set(baseline.map { $0.fields[name]?[key] }).count == 1
            }
            observation.unsteady = keys.filter { !steady.contains($0) && $0.hasPrefix("V") }
                .map { String($0.dropFirst(2)) }
            for (axis, runs) in axes.sorted(by: { $0.key < $1.key }) {
                add(axis, runs, steady, baseline[0].fields[name] ?? [:], to: &observation)
            }
            return observation
        }
    }

    private static func add(
        _ axis: String, _ runs: [RunRecord], _ steady: [String], _ base: [String: String],
        to observation: inout Observation
    ) {
        let name = observation.name
        guard runs.allSatisfy({ $0.outcomes[name] == "returned" }) else {
            observation.values[axis] = ["outcome"]
            return
        }
        let changed = steady.filter { key in
            runs.allSatisfy { $0.fields[name]?[key] != base[key] }
        }
        // An argument that the axis changed explains whatever changed with it.
        guard !changed.contains(where: { $0.hasPrefix("V in.") }) else { return }
        let values = changed.filter { $0.hasPrefix("V") }.map { String($0.dropFirst(2)) }
        if !values.isEmpty { observation.values[axis] = values }
        if values.isEmpty && !changed.isEmpty { observation.addresses.append(axis) }
    }
}
