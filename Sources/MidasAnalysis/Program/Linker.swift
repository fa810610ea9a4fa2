import MidasBase
import MidasIR

/// Joins units to one program, as a static linker would: external names by USR, the first strong
/// definition wins over weak and tentative ones, what headers define stands once. Types and records
/// are joined by structure and USR; two records of one name and different layout stay apart.
///
/// Cost: linear in the size of the units' IR. The result depends on the order of the units and on
/// nothing else.
public struct Linker {
    var program: Program
    var records = RecordMerger()
    var symbolIDs: [StringID: SymbolID] = [:]
    /// By program symbol: the unit and symbol that defines it.
    var definers: [Definer?] = []
    var fileIDs: [StringID: FileID] = [:]

    struct Definer {
        var unit: Int
        var symbol: SymbolID
        var strength: Int
    }

    /// - Parameter units: a caller that gives its only copy away saves one of all functions.
    public static func link(_ units: consuming [Unit], name: String) -> Program {
        var linker = Linker(program: Program(name: name))
        var maps: [UnitMap] = []
        for index in units.indices {
            maps.append(linker.mergeTables(of: units[index], index: index))
        }
        linker.program.functions.elements.reserveCapacity(
            units.reduce(0) { $0 + $1.functions.count })
        for index in units.indices {
            linker.fillRecords(of: units[index], maps[index])
            linker.moveFunctions(of: &units[index], index: index, maps[index])
        }
        linker.resolveAliases()
        ExtremeCalls.rewrite(&linker.program)
        linker.reportConflicts(units, maps)
        linker.program.main = linker.program.symbols.ids.first {
            linker.program.symbols[$0].isMain(in: linker.program.strings)
                && !linker.program.symbols[$0].body.isNone
        }
        return linker.program
    }

    private init(program: Program) { self.program = program }

    private mutating func mergeTables(of unit: Unit, index: Int) -> UnitMap {
        var map = UnitMap()
        map.strings = (0..<UInt32(unit.strings.count)).map { raw in
            unit.strings.withBytes(StringID(raw)) { program.strings.intern($0) }
        }
        program.unitPaths.append(unit.strings[unit.path])
        map.files = unit.files.elements.map { file($0, map) }
        map.records = records.merge(unit, into: &program, map)
        mergeTypes(of: unit, &map)
        mergeSymbols(of: unit, index: index, &map)
        program.diagnostics += unit.diagnostics.map { map($0) }
        return map
    }

    private mutating func file(_ file: SourceFile, _ map: UnitMap) -> FileID {
        let path = map[file.path]
        if let known = fileIDs[path] { return known }
        let id = program.files.append(SourceFile(path: path, isSystem: file.isSystem))
        fileIDs[path] = id
        return id
    }

    /// Components have smaller ids than what they compose, so one pass in order suffices.
    private mutating func mergeTypes(of unit: Unit, _ map: inout UnitMap) {
        map.types.reserveCapacity(unit.types.entries.count)
        for entry in unit.types.entries.elements {
            if case .function(let id) = entry.node {
                let type = map(unit.types.functionTypes[id])
                map.functionTypes[id] = program.types.intern(type)
            }
            map.types.append(
                program.types.intern(
                    map(entry.node), size: entry.size, alignment: entry.alignment))
        }
    }

    private mutating func mergeSymbols(of unit: Unit, index: Int, _ map: inout UnitMap) {
        for id in unit.symbols.ids {
            let symbol = unit.symbols[id]
            let usr = map[symbol.usr]
            let merged: SymbolID
            if let known = symbolIDs[usr] {
                merged = known
                program.symbols[merged].flags.formUnion(symbol.flags)
            } else {
                merged = program.symbols.append(map(symbol))
                symbolIDs[usr] = merged
                definers.append(nil)
            }
            map.symbols.append(merged)
            offerDefinition(Definer(unit: index, symbol: id, strength: symbol.strength), to: merged)
        }
        for id in unit.symbols.ids {
            let owner = unit.symbols[id].owner.id.map { map[$0] }
            program.symbols[map[id]].owner = OptionalID(owner)
        }
    }

    private mutating func offerDefinition(_ offer: Definer, to symbol: SymbolID) {
        guard offer.strength > 0 else { return }
        if let current = definers[symbol.index], current.strength >= offer.strength { return }
        definers[symbol.index] = offer
    }

    /// What the program takes on leaves an empty function behind.
    private mutating func moveFunctions(of unit: inout Unit, index: Int, _ map: UnitMap) {
        for id in unit.symbols.ids {
            guard let definer = definers[map[id].index] else { continue }
            guard definer.unit == index, definer.symbol == id else { continue }
            let merged = map[id]
            let flags = program.symbols[merged].flags
            let owner = program.symbols[merged].owner
            program.symbols[merged] = map(unit.symbols[id])
            program.symbols[merged].flags = flags
            program.symbols[merged].owner = owner
        }
        for id in unit.functions.ids {
            let owner = unit.functions.elements[id.index].symbol
            guard let definer = definers[map[owner].index] else { continue }
            guard definer.unit == index, definer.symbol == owner else { continue }
            let merged = program.functions.append(
                Function(symbol: owner, resultType: TypeID(UInt32(0))))
            swap(&program.functions.elements[merged.index], &unit.functions.elements[id.index])
            map.apply(to: &program.functions.elements[merged.index])
            let symbol = unit.symbols[owner]
            if symbol.body.id == id {
                program.symbols[map[owner]].body = OptionalID(merged)
            } else if symbol.initializer.id == id {
                program.symbols[map[owner]].initializer = OptionalID(merged)
            }
        }
    }

    private mutating func fillRecords(of unit: Unit, _ map: UnitMap) {
        for id in unit.types.records.ids {
            let merged = map[id]
            guard records.needsContents(merged, from: unit.types.records[id]) else { continue }
            program.types.records[merged] = map(unit.types.records[id])
        }
    }

    private mutating func resolveAliases() {
        for id in program.symbols.ids where program.symbols[id].body.isNone {
            let target = program.symbols[id].alias
            guard target != StringTable.empty else { continue }
            let body = program.symbols.elements.first {
                $0.name == target && !$0.body.isNone
            }
            if let body { program.symbols[id].body = body.body }
        }
    }
}

extension Symbol {
    /// What the linker prefers: 0 for a declaration, then tentative and weak ones, then what several
    /// units may define, then the one definition.
    var strength: Int {
        if !flags.contains(.isDefined) { return alias == StringTable.empty ? 0 : 3 }
        if flags.contains(.isTentative) { return 1 }
        if flags.contains(.isWeak) { return 2 }
        if !flags.isDisjoint(with: [.isInline, .isTemplateInstance]) { return 3 }
        return 4
    }
}
