import CLibClang
import MidasBase
import MidasIR

/// Assigns the elements of one braced list to subobjects: in order, where designators say, with
/// braces left out (C11 6.7.9; C++20 dcl.init.aggr). libclang shows the list as it is written.
struct AggregateFiller {
    private let function: FunctionLowering
    private let list: CXCursor
    private var isZeroed: Bool
    /// The subobjects that are being filled, the braced one first.
    private var levels: [Level]

    private struct Level {
        var place: PlaceID
        var type: TypeID
        /// The position of the next subobject, and how many there are.
        var next: UInt64
        var count: UInt64
    }

    init(_ function: FunctionLowering, target: PlaceID, list: CXCursor, isZeroed: Bool) {
        self.function = function
        self.list = list
        self.isZeroed = isZeroed
        levels = []
        levels.append(level(target))
    }

    private func level(_ place: PlaceID) -> Level {
        let type = function.unwrapped(function.type(of: place))
        return Level(place: place, type: type, next: first(of: type), count: count(type))
    }

    /// The first subobject that an element is for.
    private func first(of type: TypeID) -> UInt64 {
        guard function.unit.isCXX, case .record(let id) = function.types[type],
            function.unit.isMadeOfItsArguments(id)
        else { return 0 }
        return UInt64(function.unit.record(id).bases.count)
    }

    private func count(_ type: TypeID) -> UInt64 {
        switch function.types[type] {
        case .array(_, let count), .vector(_, let count): return count
        case .incompleteArray: return UInt64.max
        case .record(let id):
            let record = function.unit.record(id)
            if record.kind == .union { return record.fields.isEmpty ? 0 : 1 }
            return UInt64(record.bases.count + record.fields.count)
        case .complex: return 2
        default: return 0
        }
    }

    /// Fills from the elements; what they leave out is zero.
    mutating func fill(_ elements: [CXCursor]) {
        if !isZeroed && needsZero(elements) {
            function.here(list)
            function.builder.emit(
                .zero, flags: .isInitialization, type: function.unit.void, place: levels[0].place)
            isZeroed = true
        }
        for element in elements {
            if isDesignated(element) { designated(element) } else { positional(element) }
        }
        fillDefaults()
    }

    /// Whether the elements may leave something out.
    private func needsZero(_ elements: [CXCursor]) -> Bool {
        let level = levels[0]
        if level.count == UInt64.max { return false }
        if case .record(let id) = function.types[level.type] {
            let record = function.unit.record(id)
            if record.kind == .union { return true }
            if record.fields.contains(where: { $0.bitWidth != nil }) { return true }
            if hasDefaults(record) { return false }
        }
        return UInt64(elements.count) < level.count || elements.contains(where: isDesignated)
            || level.count == 0
    }

    private func hasDefaults(_ record: Record) -> Bool {
        function.unit.isCXX && !record.bases.isEmpty
    }

    private func isDesignated(_ element: CXCursor) -> Bool {
        element.kind == .unexposedExpr && element.type.kind == .void
            && function.unit.details(of: element).kind == .void
    }

    // MARK: In order

    private mutating func positional(_ element: CXCursor) {
        while true {
            while levels.count > 1, levels[levels.count - 1].next >= levels[levels.count - 1].count
            {
                levels.removeLast()
            }
            guard levels[levels.count - 1].next < levels[levels.count - 1].count,
                let target = nextSubobject()
            else {
                if levels.count > 1 {
                    levels.removeLast()
                    continue
                }
                return function.discard(element)
            }
            if takesWhole(target, element) {
                return function.initializeElement(target, with: element, isZeroed: isZeroed)
            }
            levels.append(level(target))
        }
    }

    /// Whether an element initialises a subobject itself, and not the first part of it.
    private func takesWhole(_ target: PlaceID, _ element: CXCursor) -> Bool {
        let type = function.type(of: target)
        guard function.types.isAggregate(type) else { return true }
        if case .complex = function.types[type] { return true }
        if element.kind == .initListExpr || element.kind == .lambdaExpr { return true }
        if function.bareString(element) != nil && function.isCharacterArray(target) { return true }
        let given = function.unwrapped(function.unit.details(of: element).id)
        if given == function.unwrapped(type) { return true }
        if case .record(let record) = function.types[type],
            function.unit.traits(record).hasConstructors
        {
            return true
        }
        return count(function.unwrapped(type)) == 0
    }

    private mutating func nextSubobject() -> PlaceID? {
        let index = levels.count - 1
        while levels[index].next < levels[index].count {
            let position = levels[index].next
            levels[index].next += 1
            if let place = subobject(of: levels[index], at: position) { return place }
        }
        return nil
    }

    /// The subobject at a position; none for an unnamed bit-field.
    private func subobject(of level: Level, at position: UInt64) -> PlaceID? {
        switch function.types[level.type] {
        case .array(let element, _), .incompleteArray(let element), .vector(let element, _):
            let index = function.integer(position, function.unit.pointerDifference)
            return function.builder.place(level.place, then: .index(index), type: element)
        case .record(let id):
            let record = function.unit.record(id)
            let bases = UInt64(record.bases.count)
            if position < bases {
                let step = Projection.base(id, UInt32(position))
                return function.builder.place(
                    level.place, then: step, type: function.typeAfter(step))
            }
            let index = Int(position - bases)
            let field = record.fields[index]
            if field.bitWidth != nil, function.unit.unit.strings.length(field.name) == 0 {
                return nil
            }
            return function.builder.place(
                level.place, then: .field(id, UInt32(index)), type: field.type)
        default: return nil
        }
    }

    // MARK: Designators

    private mutating func designated(_ element: CXCursor) {
        let parts = function.cursors.children(of: element).filter {
            $0.kind == .memberRef || $0.isExpression
        }
        guard let value = parts.last else { return }
        let designators = Array(parts.dropLast())
        levels.removeLast(levels.count - 1)
        designate(designators[...], value)
    }

    private mutating func designate(_ designators: ArraySlice<CXCursor>, _ value: CXCursor) {
        guard let first = designators.first else {
            levels[levels.count - 1].next -= 1
            guard let target = nextSubobject() else { return }
            return function.initializeElement(target, with: value, isZeroed: isZeroed)
        }
        var rest = designators.dropFirst()
        var last: UInt64?
        if first.kind == .memberRef {
            guard enter(first.referenced) else { return }
        } else {
            let index = function.evaluatedInteger(first) ?? 0
            if let second = rest.first, second.kind != .memberRef, isRange(first, second) {
                last = function.evaluatedInteger(second)
                rest = rest.dropFirst()
            }
            levels[levels.count - 1].next = index + 1
        }
        let mark = levels
        let from = mark[mark.count - 1].next
        for position in from...max(from, min((last ?? 0) + 1, from + 65_535)) {
            levels = mark
            levels[levels.count - 1].next = position
            descend(rest, value)
        }
    }

    /// Past a designator whose subobject is before `next`.
    private mutating func descend(_ rest: ArraySlice<CXCursor>, _ value: CXCursor) {
        guard !rest.isEmpty else { return designate(rest, value) }
        let index = levels.count - 1
        guard let target = subobject(of: levels[index], at: levels[index].next - 1) else { return }
        levels.append(level(target))
        designate(rest, value)
    }

    /// Makes the named field the last one passed, unnamed members entered on the way.
    private mutating func enter(_ field: CXCursor) -> Bool {
        guard case .record(let id) = function.types[levels[levels.count - 1].type],
            let target = function.unit.field(of: field),
            let steps = function.unit.path(from: id, to: target)
        else { return false }
        for (depth, step) in steps.enumerated() {
            guard case .field(let record, let position) = step else { return false }
            let bases = UInt64(function.types.records[record].bases.count)
            let index = levels.count - 1
            levels[index].next = UInt64(position) + bases + 1
            levels[index].count = max(levels[index].count, levels[index].next)
            if function.types.records[record].kind == .union {
                levels[index].count = levels[index].next
            }
            guard depth + 1 < steps.count else { break }
            guard let inner = subobject(of: levels[index], at: levels[index].next - 1) else {
                return false
            }
            levels.append(level(inner))
        }
        return true
    }

    /// Whether two index designators are the ends of a GNU range.
    private func isRange(_ first: CXCursor, _ second: CXCursor) -> Bool {
        let unit = function.unit
        let from = unit.spellingLocation(cx_getRangeEnd(cx_getCursorExtent(first)))
        let start = cx_getRangeStart(cx_getCursorExtent(second))
        let to = unit.spellingLocation(start)
        guard let file = from.file, file == to.file, from.offset < to.offset else { return true }
        let text = unit.contents(of: unit.fileID(file, at: start))
        return !text[Int(from.offset)..<Int(to.offset)].contains(UInt8(ascii: "]"))
    }

    // MARK: C++

    /// Members that no element named and that have an initialiser or a constructor of their own.
    private mutating func fillDefaults() {
        guard function.unit.isCXX, levels.count >= 1 else { return }
        levels.removeLast(levels.count - 1)
        guard case .record(let id) = function.types[levels[0].type],
            function.unit.unit.types.records[id].kind != .union
        else { return }
        while levels[0].next < levels[0].count {
            let position = levels[0].next
            guard let target = nextSubobject() else { return }
            let bases = UInt64(function.types.records[id].bases.count)
            let field = position < bases ? nil : UInt32(position - bases)
            function.initializeOmitted(target, record: id, field: field, isZeroed: isZeroed)
        }
    }
}

extension UnitLowering {
    /// Whether a record is of a class template whose members are its arguments (`std::pair`): it is
    /// made member by member, since its constructors are templates, of which libclang shows none in a
    /// list.
    func isMadeOfItsArguments(_ id: RecordID) -> Bool {
        let record = record(id)
        return !record.typeArguments.isEmpty && record.fields.map(\.type) == record.typeArguments
            && record.bases.allSatisfy { self.record($0.record).fields.isEmpty }
    }
}
