import CLibClang
import MidasBase
import MidasIR

/// Variable-length arrays. Their sizes are computed where they are declared and kept in locals, by
/// the type; an array's storage is on the stack and a local holds its address.
extension FunctionLowering {
    /// Computes the sizes that the declarator of a variable or parameter names. libclang shows their
    /// expressions innermost first, before the initialiser.
    func variableSizes(of declaration: CXCursor, _ initializer: CXCursor) {
        var arrays: [CXType] = []
        var type = declaration.type.canonical
        while true {
            switch type.kind {
            case .pointer: type = type.pointee.canonical
            case .variableArray, .constantArray, .incompleteArray:
                arrays.append(type)
                type = cx_getArrayElementType(type).canonical
            default:
                return computeSizes(
                    arrays.reversed(),
                    expressionChildren(declaration).filter {
                        initializer.isNull || cx_equalCursors($0, initializer) == 0
                    })
            }
        }
    }

    /// The sizes of arrays, innermost first.
    private func computeSizes(_ arrays: [CXType], _ counts: [CXCursor]) {
        var counts = counts[...]
        for array in arrays {
            guard array.kind != .incompleteArray else { continue }
            let count = counts.popFirst()
            guard array.kind == .variableArray, variableSizes[array.key] == nil, let count else {
                continue
            }
            let element = byteSize(of: unit.details(cx_getArrayElementType(array)))
            let number = convert(value(count), to: unit.size, flags: .isImplicit)
            here(count)
            let bytes = builder.emit(
                .binary, detail: MidasIR.BinaryOperator.multiply.rawValue, flags: .isImplicit,
                type: unit.size, a: number, b: element)
            let local = makeLocal(.temporary, type: unit.size)
            store(bytes, to: place(of: local), flags: [.isInitialization, .isImplicit])
            variableSizes[array.key] = local
        }
    }

    /// The size of a type in bytes, at run time where it depends on one.
    func byteSize(of details: TypeDetails) -> Operand {
        guard details.isVariablyModified, details.isArray else {
            let size = types.size(details.id)
            return integer(size == TypeEntry.unknownSize ? 1 : size, unit.size)
        }
        if let local = variableSizes[details.canonical.key] {
            return load(place(of: local), flags: .isImplicit)
        }
        if details.kind == .constantArray {
            let element = byteSize(of: unit.details(cx_getArrayElementType(details.canonical)))
            let count = integer(UInt64(max(0, cx_getArraySize(details.canonical))), unit.size)
            return builder.emit(
                .binary, detail: MidasIR.BinaryOperator.multiply.rawValue, flags: .isImplicit,
                type: unit.size, a: element, b: count)
        }
        return builder.constant(.undefined(unit.size))
    }

    func variableArray(_ cursor: CXCursor, _ details: TypeDetails) {
        let bytes = byteSize(of: details)
        here(cursor)
        let element = types.element(details.id) ?? unit.void
        let pointer = unit.pointer(to: element)
        let local = makeLocal(
            .variable, type: pointer, name: unit.intern(cx_getCursorSpelling(cursor)),
            spelling: unit.typeSpelling(cursor.type), position: unit.position(of: cursor))
        unit.declare(cursor.declarationKey, .variableArray(local))
        let storage = builder.emit(.stackAllocate, type: pointer, a: bytes)
        store(storage, to: place(of: local), flags: .isInitialization)
    }

    /// `sizeof` of what has no constant size.
    func variableSize(_ cursor: CXCursor, _ type: TypeID) -> Operand? {
        let details: TypeDetails
        if let operand = expressionChildren(cursor).last {
            details = unit.details(of: stripped(operand))
        } else if let named = cursors.children(of: cursor).last {
            details = unit.details(named.referenced.type)
        } else {
            return nil
        }
        guard details.isVariablyModified else { return nil }
        here(cursor)
        return convert(byteSize(of: details), to: type)
    }
}
