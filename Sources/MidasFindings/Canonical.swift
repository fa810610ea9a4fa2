import MidasBase

extension Report {
    /// The same report in the one order that all formats use, with ids numbered in that order,
    /// repeated entries dropped and the summary's counts of findings taken from the findings.
    ///
    /// Sources and states are ordered by place; ids that nothing in the report carries are dropped
    /// from the lists that name them. Takes O(n log n) in the size of the report.
    public func canonical() -> Report {
        var result = self
        result.sources.sort(by: SourceFinding.precedes)
        result.states.sort(by: StateFinding.precedes)
        result.renumber()
        result.programs.sort { $0.name < $1.name }
        result.tiers.sort { ($0.name, $0.program ?? "") < ($1.name, $1.program ?? "") }
        result.pairs = CompensationPair.all(of: result.tiers)
        for index in result.sharedState.indices {
            result.sharedState[index].accesses.sort(by: SharedState.Access.precedes)
        }
        result.sharedState.sort { ($0.state, $0.program ?? "") < ($1.state, $1.program ?? "") }
        result.sortCoverage()
        result.countFindings()
        return result
    }

    /// A copy without what a report leaves out unless all states are asked for. States that tiers
    /// name stay.
    public func withoutDeterministicStates() -> Report {
        var result = self
        let named = Set(tiers.flatMap(\.states))
        result.states.removeAll {
            $0.classification == .deterministic && !named.contains($0.id)
        }
        return result
    }

    private mutating func renumber() {
        var sourceIDs: [SourceID: SourceID] = [:]
        for index in sources.indices {
            let id = SourceID(index + 1)
            sourceIDs[sources[index].id] = id
            sources[index].id = id
        }
        var stateIDs: [StateID: StateID] = [:]
        for index in states.indices {
            let id = StateID(index + 1)
            stateIDs[states[index].id] = id
            states[index].id = id
        }
        for index in sources.indices {
            sources[index].states = sortedUnique(sources[index].states.compactMap { stateIDs[$0] })
        }
        for index in states.indices {
            states[index].sources = sortedUnique(states[index].sources.compactMap { sourceIDs[$0] })
        }
        tiers = tiers.map { $0.renumbered({ sourceIDs[$0] }, { stateIDs[$0] }) }
    }

    private mutating func sortCoverage() {
        for index in unknownFunctions.indices {
            let places = sortedUnique(unknownFunctions[index].locations)
            unknownFunctions[index].locations = Array(places.prefix(UnknownFunction.locationLimit))
        }
        unknownFunctions.sort { $0.name < $1.name }
        assumptions.sort { ($0.category.rawValue, $0.what) < ($1.category.rawValue, $1.what) }
        var seen: Set<Diagnostic> = []
        diagnostics = diagnostics.filter { seen.insert($0).inserted }
        diagnostics.sort(by: Diagnostic.precedes)
    }

    private mutating func countFindings() {
        summary.states = Summary.StateCounts()
        for state in states { summary.states[state.classification] += 1 }
        summary.sources = Summary.SourceCounts()
        for source in sources {
            switch source.verdict {
            case .effective: summary.sources.effective += 1
            case .superficial: summary.sources.superficial += 1
            }
        }
        summary.unknownFunctions = unknownFunctions.count
    }
}

private func sortedUnique<Element: Hashable & Comparable>(_ list: [Element]) -> [Element] {
    Set(list).sorted()
}

extension SourceFinding {
    static func precedes(_ a: SourceFinding, _ b: SourceFinding) -> Bool {
        if a.location != b.location { return a.location < b.location }
        if a.category != b.category { return a.category.rawValue < b.category.rawValue }
        return (a.what, a.program ?? "", a.function, a.id)
            < (b.what, b.program ?? "", b.function, b.id)
    }
}

extension StateFinding {
    static func precedes(_ a: StateFinding, _ b: StateFinding) -> Bool {
        if a.location != b.location { return a.location < b.location }
        return (a.name, a.program ?? "", a.kind.rawValue, a.id)
            < (b.name, b.program ?? "", b.kind.rawValue, b.id)
    }
}

extension SharedState.Access {
    static func precedes(_ a: SharedState.Access, _ b: SharedState.Access) -> Bool {
        if a.location != b.location { return a.location < b.location }
        return (a.kind.rawValue, a.function) < (b.kind.rawValue, b.function)
    }
}

extension Diagnostic {
    static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
        if a.location != b.location {
            guard let first = a.location else { return true }
            guard let second = b.location else { return false }
            return first < second
        }
        return (a.severity.rawValue, a.message) < (b.severity.rawValue, b.message)
    }
}
