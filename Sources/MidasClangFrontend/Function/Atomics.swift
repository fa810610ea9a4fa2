import CLibClang
import MidasBase
import MidasIR

/// Atomic accesses in all three spellings: operators on `_Atomic` objects, `__atomic_…` with
/// C11's `atomic_…` on top, `__sync_…`.
extension FunctionLowering {
    /// `target operation= operand` on an atomic object: in one step where the machine has one, else
    /// in a compare-exchange loop.
    func atomicUpdate(
        _ target: PlaceID, _ type: TypeID, _ operation: MidasIR.BinaryOperator, _ operand: Operand,
        givesOld: Bool
    ) -> Operand {
        let direct: AtomicOperation? =
            switch operation {
            case .add: .add
            case .subtract: .subtract
            case .and: .and
            case .or: .or
            case .xor: .xor
            default: nil
            }
        guard let direct, types.integer(type) != nil, types[type] != .bool else {
            return atomicLoop(target, type, operation, operand, givesOld: givesOld)
        }
        return builder.emit(
            .atomicUpdate, detail: MemoryOrder.sequentiallyConsistent.rawValue,
            flags: givesOld ? [] : .givesNew, type: type, a: convert(operand, to: type),
            place: target, extra: direct.rawValue)
    }

    private func atomicLoop(
        _ target: PlaceID, _ type: TypeID, _ operation: MidasIR.BinaryOperator, _ operand: Operand,
        givesOld: Bool
    ) -> Operand {
        let expected = temporary(type)
        store(load(target), to: expected, flags: .isInitialization)
        let again = builder.makeBlock()
        let done = builder.makeBlock()
        builder.jump(to: again)
        builder.continueIn(again)
        let old = load(expected)
        let details = TypeDetails(id: type, kind: .int, canonical: CXType())
        let new = computed(old, operation, operand, in: expected, details)
        let isEqual = builder.emit(
            .compareExchange, detail: MemoryOrder.sequentiallyConsistent.rawValue, type: unit.bool,
            a: new, place: target, extra: expected.raw)
        builder.terminate(.branch(isEqual, done, again))
        builder.continueIn(done)
        return givesOld ? old : new
    }

    private func order(_ cursor: CXCursor?) -> MemoryOrder {
        guard let cursor, let value = evaluatedInteger(cursor) else {
            return .sequentiallyConsistent
        }
        return MemoryOrder(rawValue: UInt8(truncatingIfNeeded: min(value, 5)))
            ?? .sequentiallyConsistent
    }

    /// The atomic object that a pointer argument points to.
    private func atomicObject(_ pointer: CXCursor) -> PlaceID {
        let operand = value(pointer)
        let inner = types.element(unit.details(of: pointer).id) ?? unit.void
        return pointee(operand, unwrapped(inner))
    }

    // MARK: __atomic_… and __c11_atomic_…

    /// An `AtomicExpr`: libclang gives the pointer, the order, the first value, the order of
    /// failure, the second value and whether it is weak, as far as they are there.
    func atomicExpression(_ name: String, _ operands: [CXCursor], _ cursor: CXCursor) -> Operand {
        guard let pointer = operands.first else { return unknown(cursor) }
        let scales = name.hasPrefix("__c11_")
        let name = Self.withoutPrefix(name)
        if name == "init" {
            guard operands.count > 1 else { return unknown(cursor) }
            let object = atomicObject(pointer)
            let operand = value(operands[1])
            here(cursor)
            store(
                operand.kind == .place ? operand : convert(operand, to: type(of: object)),
                to: object, flags: .isInitialization)
            return .none
        }
        let object = atomicObject(pointer)
        let order = order(operands.count > 1 ? operands[1] : nil)
        let rest = Array(operands.dropFirst(2))
        if types.isAggregate(type(of: object)) {
            return unknown(cursor, operands: rest.map(value))
        }
        return atomicAccess(name, object, order, rest, cursor, scales: scales)
    }

    private static func withoutPrefix(_ name: String) -> String {
        for prefix in ["__c11_atomic_", "__atomic_", "__scoped_atomic_", "__opencl_atomic_"]
        where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }

    private func atomicAccess(
        _ name: String, _ object: PlaceID, _ order: MemoryOrder, _ rest: [CXCursor],
        _ cursor: CXCursor, scales: Bool
    ) -> Operand {
        let type = type(of: object)
        switch name {
        case "load_n", "load":
            let target = rest.first.map(atomicObject)
            here(cursor)
            let operand = builder.emit(
                .atomicLoad, detail: order.rawValue, type: type, place: object)
            if let target { store(operand, to: target) }
            return target == nil ? operand : .none
        case "test_and_set", "clear":
            here(cursor)
            return flagOperation(name == "clear", object, order)
        default: break
        }
        guard let first = rest.first else { return unknown(cursor) }
        switch name {
        case "store_n", "store":
            let operand = atomicArgument(first, type)
            here(cursor)
            builder.emit(
                .atomicStore, detail: order.rawValue, type: unit.void, a: operand, place: object)
            return .none
        case "exchange_n", "exchange": return exchange(object, order, rest, cursor)
        case "compare_exchange_n", "compare_exchange", "compare_exchange_strong",
            "compare_exchange_weak":
            return compareExchange(name, object, order, rest, cursor)
        default: break
        }
        guard let (operation, givesNew) = Self.fetchOperation(name) else {
            return unknown(cursor, operands: rest.map(value))
        }
        var operand = atomicArgument(first, type)
        here(cursor)
        if scales, let element = types.element(type), types.integer(type) == nil {
            // C11's functions count in elements, GNU's in bytes.
            operand = builder.emit(
                .binary, detail: MidasIR.BinaryOperator.multiply.rawValue, flags: .isImplicit,
                type: unit.size, a: convert(operand, to: unit.size),
                b: integer(types.size(element), unit.size))
        }
        return emitUpdate(object, operation, operand, order, givesNew: givesNew)
    }

    /// A value, or through a pointer in the generic forms.
    private func atomicArgument(_ cursor: CXCursor, _ type: TypeID) -> Operand {
        let own = unit.details(of: cursor).id
        if case .pointer(let inner) = types[own], unwrapped(inner) == type, own != type {
            return load(atomicObject(cursor))
        }
        if types.isPointerLike(type) && types.integer(own) != nil { return value(cursor) }
        return convert(value(cursor), to: type, flags: .isImplicit)
    }

    private func flagOperation(_ isClear: Bool, _ object: PlaceID, _ order: MemoryOrder) -> Operand
    {
        let flag = pointee(address(of: object, type: unit.pointer(to: unit.bool)), unit.bool)
        if isClear {
            builder.emit(
                .atomicStore, detail: order.rawValue, type: unit.void,
                a: integer(UInt64(0), unit.bool), place: flag)
            return .none
        }
        return builder.emit(
            .atomicUpdate, detail: order.rawValue, type: unit.bool,
            a: integer(UInt64(1), unit.bool), place: flag,
            extra: AtomicOperation.exchange.rawValue)
    }

    private func emitUpdate(
        _ object: PlaceID, _ operation: AtomicOperation, _ operand: Operand, _ order: MemoryOrder,
        givesNew: Bool
    ) -> Operand {
        builder.emit(
            .atomicUpdate, detail: order.rawValue, flags: givesNew ? .givesNew : [],
            type: type(of: object), a: operand, place: object, extra: operation.rawValue)
    }

    private func exchange(
        _ object: PlaceID, _ order: MemoryOrder, _ rest: [CXCursor], _ cursor: CXCursor
    ) -> Operand {
        let operand = atomicArgument(rest[0], type(of: object))
        let target = rest.count > 1 ? atomicObject(rest[1]) : nil
        here(cursor)
        let old = emitUpdate(object, .exchange, operand, order, givesNew: false)
        guard let target else { return old }
        store(old, to: target)
        return .none
    }

    /// The expected value, the order of failure, the new value, whether it is weak.
    private func compareExchange(
        _ name: String, _ object: PlaceID, _ order: MemoryOrder, _ rest: [CXCursor],
        _ cursor: CXCursor
    ) -> Operand {
        guard rest.count >= 3 else { return unknown(cursor, operands: rest.map(value)) }
        let expected = atomicObject(rest[0])
        let operand = atomicArgument(rest[2], type(of: object))
        let isWeak =
            name.hasSuffix("_weak") || (rest.count > 3 && (evaluatedInteger(rest[3]) ?? 0) != 0)
        here(cursor)
        return builder.emit(
            .compareExchange, detail: order.rawValue, flags: isWeak ? .isWeak : [], type: unit.bool,
            a: operand, place: object, extra: expected.raw)
    }

    private static func fetchOperation(_ name: String) -> (AtomicOperation, givesNew: Bool)? {
        let givesNew = name.hasSuffix("_fetch")
        let stem = givesNew ? name.dropLast(6) : name.hasPrefix("fetch_") ? name.dropFirst(6) : ""
        let known: [Substring: AtomicOperation] = [
            "add": .add, "sub": .subtract, "and": .and, "or": .or, "xor": .xor, "nand": .nand,
            "min": .minimum, "max": .maximum,
        ]
        return known[stem].map { ($0, givesNew) }
    }

    /// `__atomic_…` functions that are calls: fences, and flags in older libraries.
    func atomicOperation(_ name: String, _ arguments: [CXCursor], _ cursor: CXCursor) -> Operand? {
        switch Self.withoutPrefix(name) {
        case "thread_fence", "signal_fence":
            let order = order(arguments.first)
            here(cursor)
            builder.emit(.fence, detail: order.rawValue, type: unit.void)
            return Operand.none
        case "test_and_set", "clear":
            guard let pointer = arguments.first else { return nil }
            let object = atomicObject(pointer)
            let order = order(arguments.count > 1 ? arguments[1] : nil)
            here(cursor)
            return flagOperation(name.hasSuffix("clear"), object, order)
        case "is_lock_free", "always_lock_free":
            return evaluated(cursor, as: unit.details(of: cursor).id)
                ?? integer(UInt64(1), unit.details(of: cursor).id)
        default: return nil
        }
    }

    // MARK: __sync_…

    func synchronization(_ name: String, _ arguments: [CXCursor], _ cursor: CXCursor) -> Operand? {
        var stem = name.dropFirst("__sync_".count)
        if let last = stem.lastIndex(of: "_"), Int(stem[stem.index(after: last)...]) != nil {
            stem = stem[..<last]
        }
        let order = MemoryOrder.sequentiallyConsistent
        if stem == "synchronize" {
            here(cursor)
            builder.emit(.fence, detail: order.rawValue, type: unit.void)
            return Operand.none
        }
        guard let pointer = arguments.first else { return nil }
        let object = atomicObject(pointer)
        let type = type(of: object)
        if stem == "lock_release" {
            here(cursor)
            builder.emit(
                .atomicStore, detail: MemoryOrder.release.rawValue, type: unit.void, a: zero(type),
                place: object)
            return Operand.none
        }
        guard arguments.count > 1 else { return nil }
        let operand = convert(value(arguments[1]), to: type, flags: .isImplicit)
        if stem.hasSuffix("compare_and_swap") {
            return compareAndSwap(
                object, operand, arguments, cursor, isBool: stem.hasPrefix("bool"))
        }
        here(cursor)
        if stem == "lock_test_and_set" || stem == "swap" {
            return emitUpdate(object, .exchange, operand, .acquire, givesNew: false)
        }
        let givesNew = stem.hasSuffix("_and_fetch")
        let name =
            givesNew
            ? String(stem.dropLast("_and_fetch".count)) + "_fetch"
            : "fetch_" + String(stem.dropFirst("fetch_and_".count))
        guard let (operation, _) = Self.fetchOperation(name) else { return nil }
        return emitUpdate(object, operation, operand, order, givesNew: givesNew)
    }

    private func compareAndSwap(
        _ object: PlaceID, _ expected: Operand, _ arguments: [CXCursor], _ cursor: CXCursor,
        isBool: Bool
    ) -> Operand? {
        guard arguments.count > 2 else { return nil }
        let type = type(of: object)
        let new = convert(value(arguments[2]), to: type, flags: .isImplicit)
        here(cursor)
        let seen = temporary(type)
        store(expected, to: seen, flags: .isInitialization)
        let isEqual = builder.emit(
            .compareExchange, detail: MemoryOrder.sequentiallyConsistent.rawValue, type: unit.bool,
            a: new, place: object, extra: seen.raw)
        return isBool ? convert(isEqual, to: unit.details(of: cursor).id) : load(seen)
    }
}
