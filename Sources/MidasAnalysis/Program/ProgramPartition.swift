import MidasBase
import MidasIR

/// Which units form one program.
public struct UnitGroup: Equatable, Sendable {
    public var name: String
    /// Positions in the list of units, ascending.
    public var units: [Int]

    public init(name: String, units: [Int]) {
        self.name = name
        self.units = units
    }
}

/// Decides which units belong together where nobody says so. With at most one `main` all units are
/// one program. With several, a program is the unit of its `main` and all that it needs, directly or
/// through others; of several units that define a needed name the one nearest in the tree serves, and
/// of those the one that needs fewest others.
/// Units that no `main` needs form a library.
public struct ProgramPartition {
    private let units: [Unit]
    private var definitions: [String: [Int]] = [:]
    private var needs: [[String]] = []
    private var mains: [Int] = []

    public static func groups(of units: [Unit], libraryName: String) -> [UnitGroup] {
        ProgramPartition(units).groups(libraryName: libraryName)
    }

    private init(_ units: [Unit]) {
        self.units = units
        for (index, unit) in units.enumerated() { scan(unit, index) }
    }

    private mutating func scan(_ unit: Unit, _ index: Int) {
        var needed: [String] = []
        for symbol in unit.symbols.elements where symbol.linkage == .external {
            let usr = unit.strings[symbol.usr]
            if !symbol.flags.contains(.isDefined) {
                if !symbol.flags.contains(.isSystem) { needed.append(usr) }
            } else if symbol.isMain(in: unit.strings) {
                mains.append(index)
            } else if symbol.flags.isDisjoint(with: [.isInline, .isTemplateInstance]) {
                definitions[usr, default: []].append(index)
            }
        }
        needs.append(needed)
    }

    private func groups(libraryName: String) -> [UnitGroup] {
        guard mains.count > 1 else {
            let name = mains.first.map { programName($0) } ?? libraryName
            return units.isEmpty ? [] : [UnitGroup(name: name, units: Array(units.indices))]
        }
        var groups: [UnitGroup] = []
        var used = BitSet(capacity: units.count)
        for main in mains {
            let members = closure(from: main)
            used.formUnion(members)
            groups.append(UnitGroup(name: programName(main), units: members.members))
        }
        let rest = units.indices.filter { !used.contains($0) }
        if !rest.isEmpty { groups.append(UnitGroup(name: libraryName, units: rest)) }
        return named(groups)
    }

    /// Names that one unit alone can serve first: what they bring in may define the others too.
    private func closure(from main: Int) -> BitSet {
        var members = BitSet(capacity: units.count)
        var open: [(name: String, unit: Int)] = []
        bring(main, main, &members, &open)
        var next = 0
        while next < open.count {
            let (name, unit) = open[next]
            next += 1
            let candidates = providers(of: name, main: main)
            if candidates.contains(where: { members.contains($0) }) { continue }
            let provider = cheapest(nearest(candidates, to: unit), main, members)
            bring(provider, main, &members, &open)
        }
        return members
    }

    /// Adds a unit with all that it needs and only one unit has; what several have is left open.
    private func bring(
        _ unit: Int, _ main: Int, _ members: inout BitSet,
        _ open: inout [(name: String, unit: Int)]
    ) {
        guard members.insert(unit) else { return }
        var work = [unit]
        while let unit = work.popLast() {
            for name in needs[unit] {
                let candidates = providers(of: name, main: main)
                if candidates.count > 1 {
                    open.append((name, unit))
                } else if let only = candidates.first, members.insert(only) {
                    work.append(only)
                }
            }
        }
    }

    /// A unit with another `main` serves nobody.
    private func providers(of name: String, main: Int) -> [Int] {
        definitions[name, default: []].filter { $0 == main || !mains.contains($0) }
    }

    /// The units with most leading parts of their path in common with the one that needs them.
    private func nearest(_ candidates: [Int], to unit: Int) -> [Int] {
        let own = path(unit).split(separator: "/")
        let nearness = candidates.map { candidate in
            zip(own, path(candidate).split(separator: "/")).prefix { $0 == $1 }.count
        }
        let best = nearness.max() ?? 0
        return candidates.indices.filter { nearness[$0] == best }.map { candidates[$0] }
    }

    /// The one that brings fewest further units with it, then the first: a small program has its own
    /// short version of what the large one beside it defines in the middle of everything.
    private func cheapest(_ candidates: [Int], _ main: Int, _ members: BitSet) -> Int {
        if candidates.count == 1 { return candidates[0] }
        let costs = candidates.map { candidate in
            var all = members
            var open: [(name: String, unit: Int)] = []
            bring(candidate, main, &all, &open)
            return all.members.count
        }
        let least = costs.min() ?? 0
        return candidates[costs.firstIndex(of: least) ?? 0]
    }

    private func path(_ unit: Int) -> String { units[unit].strings[units[unit].path] }

    /// The main file's name without its extension.
    private func programName(_ unit: Int) -> String {
        let file = path(unit).split(separator: "/").last.map(String.init) ?? path(unit)
        return file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    }

    /// Programs of one name are told apart by the paths of their main files.
    private func named(_ groups: [UnitGroup]) -> [UnitGroup] {
        var result = groups
        for (index, main) in mains.enumerated() {
            let name = groups[index].name
            if groups.filter({ $0.name == name }).count > 1 { result[index].name = path(main) }
        }
        return result
    }
}

extension Symbol {
    /// The function at which a program starts.
    public func isMain(in strings: StringTable) -> Bool {
        kind == .function && linkage == .external && !flags.contains(.isMethod)
            && strings[qualifiedName] == "main"
    }
}
