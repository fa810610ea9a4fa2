import MidasBase
import MidasIR

/// Gives the records of units their ids in the program. Records of one USR and layout are one; an
/// incomplete one is joined with the first complete one of its USR.
struct RecordMerger {
    private var known: [StringID: [RecordID]] = [:]
    private var layouts: [UInt64] = []
    private var filled = BitSet()

    mutating func merge(_ unit: Unit, into program: inout Program, _ map: UnitMap) -> [RecordID] {
        unit.types.records.elements.map { record in
            let usr = map[record.usr]
            let layout = record.isComplete ? Self.layout(of: record, map) : 0
            if let found = find(usr, layout) { return found }
            var shell = Record(
                name: map[record.name], templateName: map[record.templateName], usr: usr,
                kind: record.kind)
            shell.isComplete = false
            let id = program.types.records.append(shell)
            known[usr, default: []].append(id)
            layouts.append(layout)
            return id
        }
    }

    private mutating func find(_ usr: StringID, _ layout: UInt64) -> RecordID? {
        for id in known[usr, default: []] {
            if layout == 0 || layouts[id.index] == layout { return id }
            if layouts[id.index] == 0 {
                layouts[id.index] = layout
                return id
            }
        }
        return nil
    }

    /// Whether the record has yet to get what a unit's record says; true once.
    mutating func needsContents(_ id: RecordID, from record: Record) -> Bool {
        record.isComplete && filled.insert(id.index)
    }

    /// Names, offsets and widths of the fields; never 0.
    private static func layout(of record: Record, _ map: UnitMap) -> UInt64 {
        var hash = StableHash()
        hash.combine(record.size)
        hash.combine(UInt64(record.kind.rawValue))
        for field in record.fields {
            hash.combine(map[field.name].raw)
            hash.combine(field.bitOffset)
            hash.combine(UInt64(field.bitWidth ?? 0))
        }
        for base in record.bases { hash.combine(base.offset) }
        return hash.finish() | 1
    }
}
