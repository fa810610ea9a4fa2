import MidasAnalysis
import MidasIR

/// A program, and how many of its first diagnostics come from its units.
struct LinkedGroup {
    var program: Program
    var unitDiagnostics: Int
}

/// Links groups of units one after another. A unit is let go with the last group that it is in, so
/// that its functions need not stand in memory twice.
struct GroupLinker {
    private var units: [Unit]
    private var uses: [Int]

    init(_ units: consuming [Unit], groups: [UnitGroup]) {
        uses = Array(repeating: 0, count: units.count)
        for group in groups {
            for unit in group.units { uses[unit] += 1 }
        }
        self.units = units
    }

    /// Links a group; each of those it was made with once.
    mutating func link(_ group: UnitGroup) -> LinkedGroup {
        var members: [Unit] = []
        for unit in group.units {
            uses[unit] -= 1
            members.append(units[unit])
            if uses[unit] == 0 { units[unit] = Unit(path: "", language: .c) }
        }
        let diagnostics = members.reduce(0) { $0 + $1.diagnostics.count }
        return LinkedGroup(
            program: Linker.link(consume members, name: group.name), unitDiagnostics: diagnostics)
    }
}
