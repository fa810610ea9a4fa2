import MidasAnalysis
import MidasBase
import MidasBuildDatabase
import MidasIR

/// Which units are linked into which program.
enum ProgramGroups {
    /// The programs of units of which no link commands are known.
    static func of(_ units: [Unit], configuration: Configuration, root: String) -> [UnitGroup] {
        of(
            units, outputs: units.map { _ in nil }, plan: UnitPlan(root: root),
            configuration: configuration)
    }

    /// As the configuration says, where it says so; else by what is referenced.
    ///
    /// - Parameter outputs: what the command of each unit writes, where that is known.
    static func of(
        _ units: [Unit], outputs: [String?], plan: UnitPlan, configuration: Configuration
    ) -> [UnitGroup] {
        guard !configuration.programs.isEmpty else {
            let name = String(nameOfTree(plan.root))
            let linked = linkedGroups(outputs, plan)
            let isLinked = Set(linked.flatMap(\.units))
            let rest = units.indices.filter { !isLinked.contains($0) }
            guard !linked.isEmpty else {
                return ProgramPartition.groups(of: units, libraryName: name)
            }
            let others = ProgramPartition.groups(of: rest.map { units[$0] }, libraryName: name)
            return linked
                + others.map { UnitGroup(name: $0.name, units: $0.units.map { rest[$0] }) }
        }
        return configuration.programs.compactMap { program in
            let members = units.indices.filter { index in
                let path = units[index].strings[units[index].path]
                return program.files.contains { $0.matches(path) }
            }
            return members.isEmpty ? nil : UnitGroup(name: program.name, units: members)
        }
    }

    /// The programs that the link commands of the database make.
    private static func linkedGroups(_ outputs: [String?], _ plan: UnitPlan) -> [UnitGroup] {
        var unitsByOutput: [String: [Int]] = [:]
        for (index, output) in outputs.enumerated() {
            if let output { unitsByOutput[output, default: []].append(index) }
        }
        return LinkCommand.programs(plan.links).compactMap { program in
            let members = program.inputs.flatMap { unitsByOutput[$0] ?? [] }
            guard !members.isEmpty else { return nil }
            let name = Paths.relative(program.output, to: plan.root) ?? program.output
            return UnitGroup(name: name, units: Set(members).sorted())
        }
    }

    private static func nameOfTree(_ root: String) -> Substring {
        root.split(separator: "/").last ?? "program"
    }
}
