import CLibClang
import MidasBase
import MidasIR

/// Constructors that `using` brought from a base. libclang shows one as a member of the derived
/// class with the base's name and without what it does: it makes that base, and the rest is made as
/// by default (C++20 class.inhctor.init).
extension FunctionLowering {
    func isInherited(_ constructor: CXCursor, by record: RecordID) -> Bool {
        guard !unit.record(record).bases.isEmpty else { return false }
        let own = unit.unit.strings[types.records[record].templateName]
        let name = UnitLowering.withoutTemplateArguments(constructor.spelling)
        return !name.isEmpty && !own.isEmpty && name != UnitLowering.lastPart(of: own)
    }

    func constructInherited(
        _ target: PlaceID, _ record: RecordID, _ constructor: CXCursor, _ arguments: [CXCursor],
        at cursor: CXCursor
    ) {
        guard let (owner, written) = origin(of: constructor, in: record) else {
            // A template's instance is shown nowhere: what goes in may be anywhere in the object.
            let result = unknown(cursor, operands: arguments.map(value))
            if let made = result.place, type(of: made) == type(of: target) {
                copy(made, to: target, flags: .isInitialization)
            }
            return
        }
        let mark = cleanups.count
        here(cursor)
        constructDown(to: owner, target, record, written, arguments, cursor)
        dropCleanups(to: mark)
    }

    /// Makes an object whose base `owner`, perhaps a base of a base, `constructor` makes.
    private func constructDown(
        to owner: RecordID, _ target: PlaceID, _ record: RecordID, _ constructor: CXCursor,
        _ arguments: [CXCursor], _ cursor: CXCursor
    ) {
        constructMembers(of: target, record) { base, place in
            if base == owner {
                self.construct(place, constructor, arguments, at: cursor)
            } else if self.isBase(owner, of: base) {
                self.constructDown(to: owner, place, base, constructor, arguments, cursor)
            } else {
                return false
            }
            return true
        }
    }

    private func isBase(_ base: RecordID, of record: RecordID) -> Bool {
        unit.record(record).bases.contains { $0.record == base || isBase(base, of: $0.record) }
    }

    /// The base that wrote an inherited constructor, and the constructor as it stands there.
    private func origin(
        of constructor: CXCursor, in record: RecordID
    ) -> (RecordID, CXCursor)? {
        let name = UnitLowering.withoutTemplateArguments(constructor.spelling)
        for base in unit.record(record).bases {
            let own = unit.unit.strings[unit.record(base.record).templateName]
            guard UnitLowering.lastPart(of: own) == name else {
                if let found = origin(of: constructor, in: base.record) { return found }
                continue
            }
            let written = unit.methods(of: unit.recordTypes[base.record.index]).first {
                $0.kind == .constructor && hasSameParameters($0, constructor)
            }
            if let written { return (base.record, written) }
        }
        return nil
    }

    private func hasSameParameters(_ a: CXCursor, _ b: CXCursor) -> Bool {
        let first = parameters(of: a)
        let second = parameters(of: b)
        guard first.count == second.count else { return false }
        return zip(first, second).allSatisfy {
            cx_equalTypes($0.type.canonical, $1.type.canonical) != 0
        }
    }
}
