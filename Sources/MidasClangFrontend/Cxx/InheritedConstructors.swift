import CLibClang
import MidasBase
import MidasIR

/// Constructors that `using` brought from a base. libclang shows one as a member of the derived
/// class with the base's name and without what it does: it makes that base, and the rest is made as
/// by default (C++20 class.inhctor.init).
extension FunctionLowering {
    func isInherited(_ constructor: CXCursor, by record: RecordID) -> Bool {
        guard !unit.unit.types.records[record].bases.isEmpty else { return false }
        let own = unit.unit.strings[types.records[record].templateName]
        let name = UnitLowering.withoutTemplateArguments(constructor.spelling)
        return !name.isEmpty && !own.isEmpty && name != UnitLowering.lastPart(of: own)
    }

    func constructInherited(
        _ target: PlaceID, _ record: RecordID, _ constructor: CXCursor, _ arguments: [CXCursor],
        at cursor: CXCursor
    ) {
        let name = UnitLowering.withoutTemplateArguments(constructor.spelling)
        let mark = cleanups.count
        var wasFound = false
        here(cursor)
        constructMembers(of: target, record) { base, place in
            guard !wasFound else { return false }
            wasFound = self.constructBase(place, base, named: name, constructor, arguments, cursor)
            return wasFound
        }
        dropCleanups(to: mark)
        if wasFound { return }
        // A template's instance is shown nowhere: what goes in may be anywhere in the object.
        let result = unknown(cursor, operands: arguments.map(value))
        if let made = result.place, type(of: made) == type(of: target) {
            copy(made, to: target, flags: .isInitialization)
        }
    }

    /// Makes a base by its constructor with this name and these parameters, or by one that it has
    /// inherited itself; says whether there is such a constructor.
    private func constructBase(
        _ place: PlaceID, _ base: RecordID, named name: String, _ constructor: CXCursor,
        _ arguments: [CXCursor], _ cursor: CXCursor
    ) -> Bool {
        let own = unit.unit.strings[unit.record(base).templateName]
        if UnitLowering.lastPart(of: own) == name {
            let written = unit.methods(of: unit.recordTypes[base.index]).first {
                $0.kind == .constructor && hasSameParameters($0, constructor)
            }
            guard let written else { return false }
            construct(place, written, arguments, at: cursor)
            return true
        }
        var wasFound = false
        guard inherits(base, named: name) else { return false }
        constructMembers(of: place, base) { next, inner in
            guard !wasFound else { return false }
            wasFound = self.constructBase(inner, next, named: name, constructor, arguments, cursor)
            return wasFound
        }
        return wasFound
    }

    private func inherits(_ record: RecordID, named name: String) -> Bool {
        unit.record(record).bases.contains { base in
            UnitLowering.lastPart(of: unit.unit.strings[unit.record(base.record).templateName])
                == name || inherits(base.record, named: name)
        }
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
