import CLibClang
import MidasBase
import MidasIR

/// Calls that the compiler answers itself.
extension FunctionLowering {
    /// The value of a call of a builtin that is no call in the IR; nil for any other function.
    func builtinCall(_ function: CXCursor, _ arguments: [CXCursor], _ cursor: CXCursor) -> Operand?
    {
        let id = unit.symbol(function)
        let nameID = unit.unit.symbols[id].name
        let isBuiltin = unit.unit.strings.withBytes(nameID) {
            $0.count > 2 && $0[0] == UInt8(ascii: "_") && $0[1] == UInt8(ascii: "_")
        }
        let name = isBuiltin ? unit.unit.strings[nameID] : ""
        if !isBuiltin {
            let isAlloca = unit.unit.strings.withBytes(nameID) { $0.elementsEqual("alloca".utf8) }
            return isAlloca ? stackAllocation(arguments, cursor) : nil
        }
        let type = unit.details(of: cursor).id
        switch name {
        case "__builtin_va_start", "__builtin_c23_va_start", "__builtin_va_end",
            "__builtin_va_copy":
            return listOperation(name, arguments, cursor)
        case "__builtin_expect", "__builtin_expect_with_probability", "__builtin_assume_aligned":
            guard let first = arguments.first else { return nil }
            let operand = convert(value(first), to: type)
            for rest in arguments.dropFirst() where stripped(rest).kind != .integerLiteral {
                discard(rest)
            }
            return operand
        case "__builtin_operator_new": return allocation(arguments, cursor, isNew: true)
        case "__builtin_operator_delete": return allocation(arguments, cursor, isNew: false)
        case "__builtin_unreachable":
            here(cursor)
            builder.terminate(.unreachable)
            builder.continueIn(builder.makeBlock())
            return Operand.none
        case "__builtin_alloca", "__builtin_alloca_with_align", "__builtin_alloca_uninitialized":
            return stackAllocation(arguments, cursor)
        case "__builtin_addressof":
            return arguments.first.map { address(of: place($0), type: type) }
        case "__builtin_constant_p", "__builtin_object_size", "__builtin_dynamic_object_size",
            "__builtin_types_compatible_p", "__builtin_classify_type", "__builtin_inff",
            "__builtin_inf", "__builtin_huge_val", "__builtin_huge_valf", "__builtin_nan",
            "__builtin_nanf", "__builtin_isnan", "__builtin_is_constant_evaluated":
            return evaluatedBuiltin(name, cursor, type)
        case "__builtin_assume", "__assume", "__builtin_prefetch": return Operand.none
        case "__builtin_launder": return arguments.first.map(value)
        default: break
        }
        if name.hasPrefix("__sync_") { return synchronization(name, arguments, cursor) }
        if name.hasPrefix("__atomic_") || name.hasPrefix("__c11_atomic_") {
            return atomicOperation(name, arguments, cursor)
        }
        return nil
    }

    /// What the parser computes; what it leaves open is what compilers answer without optimising.
    private func evaluatedBuiltin(_ name: String, _ cursor: CXCursor, _ type: TypeID) -> Operand? {
        if let known = evaluated(cursor, as: type) { return known }
        switch name {
        case "__builtin_constant_p", "__builtin_is_constant_evaluated":
            return integer(UInt64(0), type)
        case "__builtin_object_size", "__builtin_dynamic_object_size":
            return integer(UInt64.max, type)
        default: return nil
        }
    }

    /// What `std::allocator` calls: the global operators. Sizes and alignments are advice.
    private func allocation(
        _ arguments: [CXCursor], _ cursor: CXCursor, isNew: Bool
    ) -> Operand? {
        guard let first = arguments.first else { return nil }
        let operand = value(first)
        let function =
            isNew
            ? unit.allocationFunction(isArray: false) : unit.deallocationFunction(isArray: false)
        here(cursor)
        return builder.call(
            .direct(function), [operand], type: unit.unit.symbols[function].type,
            resultType: isNew ? unit.voidPointer : unit.void,
            flags: isNew ? .isAllocation : .isDeallocation)
    }

    private func stackAllocation(_ arguments: [CXCursor], _ cursor: CXCursor) -> Operand? {
        guard let first = arguments.first else { return nil }
        let bytes = convert(value(first), to: unit.size)
        here(cursor)
        return builder.emit(.stackAllocate, type: unit.details(of: cursor).id, a: bytes)
    }

    // MARK: Variable arguments

    /// The object of the list that an expression of type `va_list` stands for.
    private func listPlace(_ cursor: CXCursor) -> PlaceID {
        let bare = stripped(cursor)
        if unit.details(of: bare).isArray { return place(bare) }
        let details = unit.details(of: cursor)
        if case .pointer(let element) = types[details.id] { return pointee(value(cursor), element) }
        return place(cursor)
    }

    private func listOperation(
        _ name: String, _ arguments: [CXCursor], _ cursor: CXCursor
    ) -> Operand? {
        guard let first = arguments.first else { return nil }
        let list = listPlace(first)
        switch name {
        case "__builtin_va_end":
            here(cursor)
            builder.emit(.variadicEnd, type: unit.void, place: list)
        case "__builtin_va_copy":
            guard arguments.count > 1 else { return nil }
            let source = listPlace(arguments[1])
            here(cursor)
            builder.emit(.variadicCopy, type: unit.void, place: list, extra: source.raw)
        default:
            here(cursor)
            builder.emit(.variadicStart, type: unit.void, place: list)
        }
        return Operand.none
    }

    /// Whether an expression without a kind of its own is `va_arg`.
    func isVariableArgument(_ cursor: CXCursor) -> Bool {
        guard let child = onlyChild(cursor), unit.details(of: child).isVariadicList else {
            return false
        }
        let own = unit.details(of: cursor)
        if own.isVariadicList { return false }
        let name = unit.leadingIdentifier(of: cursor)
        return name == "__builtin_va_arg" || name == "va_arg" || !types.isPointerLike(own.id)
    }

    func variableArgument(_ cursor: CXCursor, list: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        let list = listPlace(list)
        here(cursor)
        if types.isAggregate(type) {
            let target = temporary(type)
            builder.emit(
                .variadicArgumentInto, type: type, place: list, extra: target.raw)
            return .place(target)
        }
        return builder.emit(.variadicArgument, type: type, place: list)
    }
}
