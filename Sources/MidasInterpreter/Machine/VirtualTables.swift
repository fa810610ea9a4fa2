import MidasBase
import MidasIR

/// Virtual functions by dynamic type. The table pointer in an object is the address of its dynamic
/// record's table object plus the offset of the subobject that the pointer stands in.
final class VirtualTables {
    private let image: Image
    private var tables: [RecordID: UInt32] = [:]
    private var records: [UInt32: RecordID] = [:]
    private var found: [Key: Overrider] = [:]
    private var layouts: [RecordID: [Int]] = [:]

    struct Overrider {
        var function: SymbolID
        /// Added to the pointer to the subobject that the call goes through.
        var adjustment: Int
    }

    private struct Key: Hashable {
        var record: RecordID
        var offset: Int
        var method: SymbolID
    }

    init(_ image: Image) { self.image = image }

    private var types: TypeTable { image.unit.types }

    /// The record and the subobject's offset that a table pointer stands for.
    func dynamicType(_ table: UInt64) -> (record: RecordID, offset: Int)? {
        guard let record = records[UInt32(truncatingIfNeeded: table >> 32)] else { return nil }
        return (record, Int(UInt32(truncatingIfNeeded: table)))
    }

    /// What the table pointer of a record's subobject is.
    func table(of record: RecordID, offset: Int) -> UInt64 {
        let id: UInt32
        if let known = tables[record] {
            id = known
        } else {
            id = image.memory.reserve(1) ?? 0
            tables[record] = id
            records[id] = record
        }
        return UInt64(id) << 32 + UInt64(offset)
    }

    /// Offsets of all subobjects of a complete object that begin with a table pointer, ascending.
    func tableOffsets(_ record: RecordID) -> [Int] {
        if let known = layouts[record] { return known }
        var offsets: Set<Int> = []
        if types.records[record].isPolymorphic { offsets.insert(0) }
        for base in types.records[record].bases
        where types.records[base.record].isPolymorphic {
            for inner in tableOffsets(base.record) {
                offsets.insert(Int(base.offset) + inner)
            }
        }
        let sorted = offsets.sorted()
        layouts[record] = sorted
        return sorted
    }

    // MARK: Overriders

    /// The final overrider of a method in the object that a table pointer stands for.
    func method(_ method: SymbolID, table: UInt64) -> Overrider? {
        guard let (record, offset) = dynamicType(table) else { return nil }
        let key = Key(record: record, offset: offset, method: method)
        if let known = found[key] { return known }
        let overrider = finalOverrider(of: method, in: record)
        let result = Overrider(
            function: overrider?.function ?? method,
            adjustment: overrider.map { $0.adjustment - offset } ?? 0)
        found[key] = result
        return result
    }

    /// The overrider in a record, its own before those of its bases; the adjustment is the offset of
    /// the subobject that declares it.
    private func finalOverrider(of method: SymbolID, in record: RecordID) -> Overrider? {
        for candidate in types.records[record].virtualMethods
        where candidate.method == method || overrides(candidate, method) {
            return Overrider(function: candidate.method, adjustment: 0)
        }
        var inherited: Overrider?
        for base in types.records[record].bases {
            guard var found = finalOverrider(of: method, in: base.record) else { continue }
            found.adjustment += Int(base.offset)
            if inherited == nil || inherited?.function == method { inherited = found }
        }
        return inherited
    }

    private func overrides(_ candidate: VirtualMethod, _ method: SymbolID) -> Bool {
        candidate.overridden.contains { overridden in
            if overridden == method { return true }
            guard let record = image.unit.symbols[overridden].record.id,
                let next = types.records[record].virtualMethods.first(where: {
                    $0.method == overridden
                })
            else { return false }
            return overrides(next, method)
        }
    }

    // MARK: Bases

    /// The offset of a base in a record, itself included; nil where it is none.
    func offset(of base: RecordID, in record: RecordID) -> Int? {
        if base == record { return 0 }
        for direct in types.records[record].bases {
            if let inner = offset(of: base, in: direct.record) {
                return Int(direct.offset) + inner
            }
        }
        return nil
    }
}
