import CLibClang
import MidasBase
import MidasIR

/// Objects of class type: made, copied, destroyed.
extension FunctionLowering {
    // MARK: Destruction

    /// The destructor that the end of an object's life calls.
    func destructor(of type: TypeID) -> SymbolID? {
        guard unit.isCXX else { return nil }
        var id = type
        while let element = unit.arrayElement(id) { id = element }
        guard case .record(let record) = types[id], unit.traits(record).hasDestructor else {
            return nil
        }
        return unit.destructor(of: record)
    }

    /// From here the end of the scope destroys the object.
    func pushDestruction(of target: PlaceID, _ details: TypeDetails) {
        pushDestruction(of: target)
    }

    func pushDestruction(of target: PlaceID) {
        let type = type(of: target)
        guard let destructor = destructor(of: type) else { return }
        var flag: LocalID?
        if conditionalDepth > 0 {
            // What is made conditionally is destroyed only if it was made.
            let local = makeLocal(.temporary, type: unit.bool)
            store(integer(UInt64(1), unit.bool), to: place(of: local), flags: .isImplicit)
            conditionFlags.append(local)
            flag = local
        }
        if case .array(let element, let count) = types[type] {
            pushCleanup(
                .destroyElements(target, element: element, count: count, destructor), flag: flag)
        } else {
            pushCleanup(.destroy(target, destructor), flag: flag)
        }
    }

    /// What a constructor has made is destroyed if what comes next in it throws.
    func pushUnwinding(of object: PlaceID) {
        let mark = cleanups.count
        let depth = conditionalDepth
        conditionalDepth = 0
        pushDestruction(of: object)
        conditionalDepth = depth
        for index in mark..<cleanups.count { cleanups[index].onlyUnwinds = true }
    }

    func destroy(_ object: PlaceID, with destructor: SymbolID) {
        builder.call(
            .direct(destructor), [address(of: object)],
            type: unit.unit.symbols[destructor].type, resultType: unit.void, flags: .isDestruction,
            instructionFlags: .isImplicit)
    }

    func destroyElements(
        of array: PlaceID, _ element: TypeID, _ count: UInt64, with destructor: SymbolID
    ) {
        let counter = temporary(unit.size)
        store(integer(count, unit.size), to: counter, flags: [.isInitialization, .isImplicit])
        let head = builder.makeBlock()
        let body = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        builder.terminate(.branch(load(counter, flags: .isImplicit), body, after))
        builder.continueIn(body)
        let next = builder.emit(
            .binary, detail: MidasIR.BinaryOperator.subtract.rawValue, flags: .isImplicit,
            type: unit.size, a: load(counter, flags: .isImplicit), b: integer(UInt64(1), unit.size))
        store(next, to: counter, flags: .isImplicit)
        let object = builder.place(array, then: .index(next), type: element)
        if case .array(let inner, let innerCount) = types[element] {
            destroyElements(of: object, inner, innerCount, with: destructor)
        } else {
            destroy(object, with: destructor)
        }
        builder.jump(to: head)
        builder.continueIn(after)
    }

    // MARK: Construction

    /// A constructor call: makes the object in `target`.
    func construct(_ target: PlaceID, with cursor: CXCursor) {
        let constructor = cursor.referenced
        let type = type(of: target)
        if let element = unit.arrayElement(type) {
            return constructElements(of: target, element, with: cursor)
        }
        // Among the children may be arguments of the class's template.
        let count = max(0, cx_Cursor_getNumArguments(cursor))
        let arguments = (0..<UInt32(count)).map { cx_Cursor_getArgument(cursor, $0) }
        if arguments.isEmpty && isValueInitialized(cursor)
            && cx_CXXMethod_isDefaulted(constructor) != 0
        {
            here(cursor)
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
        }
        construct(target, constructor, arguments, at: cursor)
    }

    func construct(
        _ target: PlaceID, _ constructor: CXCursor, _ arguments: [CXCursor], at cursor: CXCursor
    ) {
        guard case .record(let record) = types[type(of: target)] else {
            _ = unknown(cursor, operands: arguments.map(value))
            return
        }
        let copies =
            cx_CXXConstructor_isCopyConstructor(constructor) != 0
            || cx_CXXConstructor_isMoveConstructor(constructor) != 0
        if copies && unit.traits(record).isTriviallyCopied, let first = arguments.first {
            let source = adjusted(place(first), to: type(of: target))
            here(cursor)
            return copy(source, to: target, flags: .isInitialization)
        }
        if isInherited(constructor, by: record) {
            return constructInherited(target, record, constructor, arguments, at: cursor)
        }
        let isDefaulted = cx_CXXMethod_isDefaulted(constructor) != 0
        if arguments.isEmpty && isDefaulted && !unit.traits(record).hasDefaultConstruction {
            return
        }
        let symbol = unit.symbol(constructor)
        if isDefaulted { unit.requestImplicit(symbol, constructor, record) }
        let type = unit.unit.symbols[symbol].type
        let this = address(of: target)
        let operands = lowerArguments(arguments, type, of: constructor)
        here(cursor)
        prepareUnwind(for: .direct(symbol))
        builder.call(
            .direct(symbol), [this] + operands, type: type, resultType: unit.void,
            flags: .isConstruction)
    }

    /// `T()` and `T{}`, against `T x;`.
    private func isValueInitialized(_ cursor: CXCursor) -> Bool {
        let text = unit.spelledText(cx_getCursorExtent(cursor))
        return text.last == UInt8(ascii: ")") || text.last == UInt8(ascii: "}")
    }

    private func constructElements(of target: PlaceID, _ element: TypeID, with cursor: CXCursor) {
        guard case .array(_, let count) = types[type(of: target)] else { return }
        constructElements(
            count: integer(count, unit.size), at: cursor,
            place: { self.builder.place(target, then: .index($0), type: element) },
            body: { self.construct($0, with: cursor) })
    }

    /// Makes objects one after another in a loop.
    func constructElements(
        count: Operand, at cursor: CXCursor, place: (Operand) -> PlaceID, body: (PlaceID) -> Void
    ) {
        let counter = temporary(unit.size)
        store(
            integer(UInt64(0), unit.size), to: counter, flags: [.isInitialization, .isImplicit])
        let head = builder.makeBlock()
        let inside = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        here(cursor)
        let index = load(counter, flags: .isImplicit)
        builder.terminate(.branch(compare(.less, index, count, type: unit.bool), inside, after))
        builder.continueIn(inside)
        body(place(index))
        let next = builder.emit(
            .binary, detail: MidasIR.BinaryOperator.add.rawValue, flags: .isImplicit,
            type: unit.size, a: load(counter, flags: .isImplicit), b: integer(UInt64(1), unit.size))
        store(next, to: counter, flags: .isImplicit)
        builder.jump(to: head)
        builder.continueIn(after)
    }

    /// An element of a braced list for an object with constructors, which libclang shows without the
    /// call: the constructor is chosen by number and types of the arguments. Says whether it was one.
    func constructElement(_ target: PlaceID, with cursor: CXCursor) -> Bool {
        let type = type(of: target)
        guard case .record(let record) = types[type], unit.traits(record).hasConstructors,
            unit.details(of: cursor).id != type || cursor.kind == .initListExpr,
            cursor.kind != .callExpr
        else { return false }
        let arguments = cursor.kind == .initListExpr ? expressionChildren(cursor) : [cursor]
        let constructors = unit.methods(of: unit.recordTypes[record.index]).filter {
            $0.kind == .constructor
        }
        let fitting =
            constructors.first { fits($0, arguments, exactly: true) }
            ?? constructors.first { fits($0, arguments, exactly: false) }
        if let fitting {
            construct(target, fitting, arguments, at: cursor)
        } else if unit.isMadeOfItsArguments(record),
            arguments.count == unit.record(record).fields.count
        {
            return false
        } else if !convertElement(target, arguments, constructors, at: cursor) {
            let value = unknown(cursor, operands: arguments.map(self.value))
            _ = value
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
        }
        return true
    }

    /// An element of another class for an object of a library, by a constructor template (a lambda for
    /// a `std::function`). libclang does not show which; what any of the library's constructors is
    /// known to do with its argument stands for it. Says whether it was one.
    private func convertElement(
        _ target: PlaceID, _ arguments: [CXCursor], _ constructors: [CXCursor], at cursor: CXCursor
    ) -> Bool {
        guard arguments.count == 1,
            let copying = constructors.first(where: {
                cx_CXXConstructor_isCopyConstructor($0) != 0
            })
        else { return false }
        let symbol = unit.symbol(copying)
        guard unit.unit.symbols[symbol].flags.contains(.isSystem) else { return false }
        let given = unit.details(of: arguments[0]).id
        guard types.isAggregate(given) else { return false }
        let source = temporary(given)
        initialize(source, with: arguments[0])
        here(cursor)
        builder.call(
            .direct(symbol), [address(of: target), address(of: source)],
            type: unit.unit.symbols[symbol].type, resultType: unit.void, flags: .isConstruction)
        return true
    }

    private func fits(_ constructor: CXCursor, _ arguments: [CXCursor], exactly: Bool) -> Bool {
        let parameters = parameters(of: constructor)
        guard arguments.count <= parameters.count else { return false }
        for parameter in parameters.dropFirst(arguments.count)
        where cx_Cursor_getVarDeclInitializer(parameter).isNull {
            return false
        }
        for (argument, parameter) in zip(arguments, parameters) {
            var expected = unit.details(of: parameter).id
            if case .reference(let inner, _) = types[expected] { expected = inner }
            let details = unit.details(of: argument)
            if details.id == expected { continue }
            if details.isArray, case .pointer(let inner) = types[expected],
                types.element(details.id) == inner
            {
                continue
            }
            // The name of a function stands for its address.
            let isPointer = types.isPointerLike(details.id) || types.isFunction(details.id)
            let convertible =
                !types.isAggregate(details.id) && !types.isAggregate(expected)
                && isPointer == types.isPointerLike(expected)
            guard !exactly && convertible else { return false }
        }
        return true
    }

    /// Makes an object without an initialiser.
    func defaultConstruct(_ target: PlaceID, at cursor: CXCursor) {
        let type = type(of: target)
        var element = type
        while let inner = unit.arrayElement(element) { element = inner }
        guard case .record(let record) = types[element],
            unit.traits(record).hasDefaultConstruction
        else { return }
        if case .array(let inner, let count) = types[type] {
            return constructElements(
                count: integer(count, unit.size), at: cursor,
                place: { self.builder.place(target, then: .index($0), type: inner) },
                body: { self.defaultConstruct($0, at: cursor) })
        }
        let constructor = unit.methods(of: unit.recordTypes[record.index]).first {
            $0.kind == .constructor && cx_CXXConstructor_isDefaultConstructor($0) != 0
        }
        if let constructor { return construct(target, constructor, [], at: cursor) }
        let mark = cleanups.count
        constructMembers(of: target, record)
        dropCleanups(to: mark)
    }

    /// Copies or moves an object by the class's own constructor.
    func copyConstruct(_ target: PlaceID, from source: PlaceID, moves: Bool, at cursor: CXCursor) {
        let type = type(of: target)
        if case .array(let element, let count) = types[type], isCopiedByCode(element) {
            return constructElements(
                count: integer(count, unit.size), at: cursor,
                place: { self.builder.place(target, then: .index($0), type: element) },
                body: { inner in
                    let projections = self.builder.function.projections(of: inner)
                    guard let step = projections.last else { return }
                    let from = self.builder.place(source, then: step, type: element)
                    self.copyConstruct(inner, from: from, moves: moves, at: cursor)
                })
        }
        guard case .record(let record) = types[type], !unit.traits(record).isTriviallyCopied,
            let constructor = copyConstructor(of: record, moves: moves)
        else {
            if types.isAggregate(type) { return copy(source, to: target, flags: .isInitialization) }
            return store(load(source), to: target, flags: .isInitialization)
        }
        let symbol = unit.symbol(constructor)
        if cx_CXXMethod_isDefaulted(constructor) != 0 {
            unit.requestImplicit(symbol, constructor, record)
        }
        let signature = unit.unit.symbols[symbol].type
        prepareUnwind(for: .direct(symbol))
        builder.call(
            .direct(symbol), [address(of: target), address(of: source)], type: signature,
            resultType: unit.void, flags: .isConstruction, instructionFlags: .isImplicit)
    }

    private func isCopiedByCode(_ type: TypeID) -> Bool {
        var element = type
        while let inner = unit.arrayElement(element) { element = inner }
        guard case .record(let record) = types[element] else { return false }
        return !unit.traits(record).isTriviallyCopied
    }

    private func copyConstructor(of record: RecordID, moves: Bool) -> CXCursor? {
        let all = unit.methods(of: unit.recordTypes[record.index]).filter {
            $0.kind == .constructor
        }
        let moving = all.first { cx_CXXConstructor_isMoveConstructor($0) != 0 }
        let copying = all.first { cx_CXXConstructor_isCopyConstructor($0) != 0 }
        return moves ? moving ?? copying : copying ?? moving
    }

    /// A member that a braced list left out: its own initialiser, its constructor, or zero.
    func initializeOmitted(_ target: PlaceID, record: RecordID, field: UInt32?, isZeroed: Bool) {
        if let field, let initializer = unit.defaultInitializer(record, field) {
            return withThis(of: target, record) { initialize(target, with: initializer) }
        }
        if let class1 = types.record(type(of: target)), unit.traits(class1).hasDefaultConstruction {
            return defaultConstruct(target, at: definition)
        }
        if !isZeroed, !isReference(type(of: target)) {
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
        }
    }

    /// In the initialiser of a member `this` is the object around the member.
    private func withThis(of member: PlaceID, _ record: RecordID, _ body: () -> Void) {
        let outer = thisPlace
        defer { thisPlace = outer }
        let known = builder.function.places[member]
        let steps = Array(builder.function.projections(of: member).dropLast())
        thisPlace = builder.place(
            known.root, rootType: known.rootType, steps,
            type: unit.typeID(unit.recordTypes[record.index]))
        body()
    }
}
