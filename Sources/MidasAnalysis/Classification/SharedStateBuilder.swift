import MidasBase
import MidasFindings
import MidasIR

/// Tells what threads do to one state: an entry for every place in the code, whatever calls lead
/// there.
struct SharedStateBuilder {
    let places: CodePlaces
    let profiles: [SharedProfile]

    private struct Place: Hashable {
        var function: FunctionID
        var range: RangeID
        var isWrite: Bool
    }

    private struct Found {
        var access: SharedAccess
        var profiles: Set<UInt32>
        var races: Bool
    }

    /// The cells of one name. O(accesses).
    func state(_ name: String, _ cells: [SharedCell]) -> SharedState {
        var found: [Place: Int] = [:]
        var accesses: [Found] = []
        var verdict = SharedState.Verdict.confined
        for cell in cells {
            let next = SharedState.Verdict(cell.verdict)
            if next.isWorse(than: verdict) { verdict = next }
            for access in cell.accesses {
                let place = place(of: access)
                guard let known = found[place] else {
                    found[place] = accesses.count
                    accesses.append(
                        Found(access: access, profiles: [access.profile], races: access.races))
                    continue
                }
                accesses[known].profiles.insert(access.profile)
                if access.races { accesses[known].races = true }
            }
        }
        let listed = telling(accesses)
        var state = SharedState(state: name, verdict: verdict, accesses: listed.map(described))
        state.omittedAccesses = accesses.count - listed.count
        return state
    }

    /// Accesses of one state that are listed, at most. A state with more is one that pointers of
    /// unknown target may be thought to reach from everywhere.
    private static let limit = 256

    /// All, or the first: of those that race the writes before the reads, then the others.
    private func telling(_ accesses: [Found]) -> [Found] {
        guard accesses.count > Self.limit else { return accesses }
        func rank(_ found: Found) -> Int {
            (found.races ? 0 : 2) + (found.access.isWrite ? 0 : 1)
        }
        return Array(
            (0..<4).flatMap { wanted in accesses.filter { rank($0) == wanted } }
                .prefix(Self.limit))
    }

    private func place(of access: SharedAccess) -> Place {
        let function = places.context.function(access.instance)
        return Place(
            function: places.context.facts.callGraph.instances[access.instance].function,
            range: function.instructions[access.instruction].range, isWrite: access.isWrite)
    }

    private func described(_ found: Found) -> SharedState.Access {
        let numbers = found.profiles.sorted()
        var threads: Set<String> = []
        var locks = Set(profiles[Int(numbers[0])].locks)
        for number in numbers {
            threads.formUnion(profiles[Int(number)].threads)
            locks.formIntersection(profiles[Int(number)].locks)
        }
        let access = found.access
        return SharedState.Access(
            location: places.location(access.instance, access.instruction),
            function: places.functionName(access.instance),
            kind: access.isWrite ? .write : .read, threads: threads.sorted(),
            locks: locks.sorted(), race: found.races)
    }
}

extension SharedState.Verdict {
    fileprivate init(_ verdict: SharingVerdict) {
        switch verdict {
        case .racy: self = .racy
        case .locked: self = .locked
        case .atomic: self = .atomic
        case .partitioned: self = .partitioned
        case .commutative: self = .commutative
        case .confined: self = .confined
        }
    }

    fileprivate func isWorse(than other: Self) -> Bool {
        let order = Self.allCases
        return (order.firstIndex(of: self) ?? 0) < (order.firstIndex(of: other) ?? 0)
    }
}
