import CLibClang
import MidasBase
import MidasIR

/// `std::initializer_list`: libclang shows the braced list under two conversions, the array behind
/// it and the list itself.
extension FunctionLowering {
    /// A braced list as a `std::initializer_list`; nil for any other conversion. The array lives to
    /// the end of the full expression, or as long as what is declared with it (C++20
    /// dcl.init.list).
    func initializerList(_ cursor: CXCursor, from child: CXCursor) -> PlaceID? {
        let own = unit.details(of: cursor).id
        let type = unit.details(of: child).id
        guard unit.isCXX, let record = types.record(own), types.records[record].kind != .union,
            case .array(let element, let count) = types[type]
        else { return nil }
        let fields = unit.record(record).fields
        guard fields.count == 2, case .pointer(element) = types[fields[0].type] else { return nil }
        let array = isStaticInitializer ? staticTemporary(type) : temporary(type)
        initialize(array, with: child)
        if isListExtended { extended.append(array) } else { pushDestruction(of: array) }
        here(cursor)
        let target = temporary(own)
        for (index, field) in fields.enumerated() {
            let member = subobject(target, .field(record, UInt32(index)))
            let isEnd = index == 1 && types.isPointerLike(field.type)
            let operand =
                types.isPointerLike(field.type)
                ? elementAddress(array, at: isEnd ? count : 0, element, field.type)
                : integer(count, field.type)
            store(operand, to: member, flags: [.isInitialization, .isImplicit])
        }
        return target
    }

    private func elementAddress(
        _ array: PlaceID, at index: UInt64, _ element: TypeID, _ type: TypeID
    ) -> Operand {
        let position = integer(index, unit.size)
        return address(
            of: builder.place(array, then: .index(position), type: element), type: type)
    }

    /// Whether the lifetime of what is declared with a type is that of the array behind it.
    func isInitializerList(_ type: TypeID) -> Bool {
        guard unit.isCXX, case .record(let record) = types[type] else { return false }
        return unit.text(types.records[record].templateName) == "std::initializer_list"
    }

    /// Runs `body`, in which the arrays behind braced lists live as long as what is declared.
    func extendingLists<R>(_ isExtending: Bool, _ body: () -> R) -> R {
        let outer = isListExtended
        isListExtended = isExtending
        defer { isListExtended = outer }
        return body()
    }
}
