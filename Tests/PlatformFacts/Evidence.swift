/// What the probes saw of one function.
package struct Observation: Hashable, Sendable {
    package var name: String
    /// `returned`, or how the call ended: `exits 1`, `signal 11`, `waits`, `absent`, `not called`.
    package var outcome: String
    /// For each axis that changed a value: the fields that it changed.
    package var values: [String: [String]] = [:]
    /// The axes that changed an address alone.
    package var addresses: [String] = []
    /// Fields that differ between runs that vary nothing.
    package var unsteady: [String] = []
    /// Why it was not called, or did not return.
    package var reason = ""

    package init(name: String, outcome: String) {
        self.name = name
        self.outcome = outcome
    }

    package var returned: Bool { outcome == "returned" }

    /// The axes in which the function differs by value.
    package var axes: [String] { values.keys.sorted() }
}

/// The table of `Dictionary/evidence`: a line a function, by name.
package struct Evidence: Sendable {
    package var observations: [Observation]

    package init(_ observations: [Observation]) {
        self.observations = observations.sorted { $0.name < $1.name }
    }

    package init(text: String) {
        observations = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
            let cells = $0.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 6 else { return nil }
            var observation = Observation(name: String(cells[0]), outcome: String(cells[1]))
            for part in cells[2].split(separator: " ") {
                let sides = part.split(separator: ":", maxSplits: 1)
                observation.values[String(sides[0])] = sides.dropFirst().first?
                    .split(separator: ",").map(String.init)
            }
            observation.addresses = cells[3].split(separator: ",").map(String.init)
            observation.unsteady = cells[4].split(separator: ",").map(String.init)
            observation.reason = String(cells[5])
            return observation
        }
    }

    package var text: String {
        var text = "# function\toutcome\taxis:fields whose value it changed\taxes that changed "
        text += "addresses\tfields that differ by themselves\treason\n"
        for seen in observations {
            let values = seen.axes.map {
                "\($0):\(seen.values[$0, default: []].joined(separator: ","))"
            }
            let cells = [
                seen.name, seen.outcome, values.joined(separator: " "),
                seen.addresses.joined(separator: ","), seen.unsteady.joined(separator: ","),
                seen.reason,
            ]
            text += cells.joined(separator: "\t") + "\n"
        }
        return text
    }

    package var returned: Int { observations.count { $0.returned } }
}
