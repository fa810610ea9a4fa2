import MidasAnalysis
import MidasBase
import MidasIR

/// Which units are linked into which program.
enum ProgramGroups {
    /// As the configuration says, where it says so; else by what is referenced.
    static func of(
        _ units: [Unit], configuration: Configuration, root: String
    ) -> [UnitGroup] {
        guard !configuration.programs.isEmpty else {
            return ProgramPartition.groups(of: units, libraryName: String(nameOfTree(root)))
        }
        return configuration.programs.compactMap { program in
            let members = units.indices.filter { index in
                let path = units[index].strings[units[index].path]
                return program.files.contains { $0.matches(path) }
            }
            return members.isEmpty ? nil : UnitGroup(name: program.name, units: members)
        }
    }

    private static func nameOfTree(_ root: String) -> Substring {
        root.split(separator: "/").last ?? "program"
    }
}
