import CLibClang
import MidasBase
import MidasIR

/// Expressions that libclang shows without a kind of their own, apart from conversions: told apart
/// by the text with which they begin and by their operands.
extension FunctionLowering {
    func unnamedValue(_ cursor: CXCursor) -> Operand {
        let operands = expressionChildren(cursor)
        let details = unit.details(of: cursor)
        let name = unit.leadingIdentifier(of: cursor)
        if name.hasPrefix("__c11_atomic_") || name.hasPrefix("__atomic_")
            || name.hasPrefix("__scoped_atomic_")
        {
            return atomicExpression(name, operands, cursor)
        }
        if name == "__builtin_choose_expr", operands.count == 3 {
            let isFirst = (evaluatedInteger(operands[0]) ?? 0) != 0
            return value(operands[isFirst ? 1 : 2])
        }
        if name == "__builtin_shufflevector" || name == "__builtin_convertvector" {
            return unknown(cursor, operands: operands.map(value))
        }
        if operands.count == 4, isSameText(operands[0], operands[1]) {
            return elvisValue(cursor, operands)
        }
        if let known = cxxUnnamedValue(cursor, operands) { return known }
        if details.isArray {
            if operands.isEmpty { return .place(unnamedPlace(cursor)) }
            return unknown(cursor, operands: operands.map(value))
        }
        if details.kind == .void {
            for operand in operands { discard(operand) }
            return .none
        }
        if let known = evaluated(cursor, as: details.id) { return known }
        if operands.isEmpty && !types.isAggregate(details.id) && isImplicit(cursor) {
            return zero(details.id)
        }
        return unknown(cursor, operands: operands.map(value))
    }

    private func isSameText(_ a: CXCursor, _ b: CXCursor) -> Bool {
        let first = cx_getCursorExtent(a)
        let second = cx_getCursorExtent(b)
        return first.begin_int_data == second.begin_int_data
            && first.end_int_data == second.end_int_data
    }

    /// Whether nothing in the source stands for the expression.
    func isImplicit(_ cursor: CXCursor) -> Bool {
        cx_getCursorExtent(cursor).begin_int_data == 0
    }

    func unnamedPlace(_ cursor: CXCursor) -> PlaceID {
        let details = unit.details(of: cursor)
        if details.isArray, let name = predefinedName(cursor, size: types.size(details.id)) {
            let text = unit.unit.strings.intern(name)
            let address = builder.constant(
                .string(text, type: details.id, macro: StringTable.empty))
            return pointee(address, details.id)
        }
        if details.isArray {
            let target = temporary(details.id)
            builder.emit(.zero, flags: .isInitialization, type: unit.void, place: target)
            return target
        }
        return materialized(cursor)
    }

    /// The bytes of `__func__` and its kin.
    private func predefinedName(_ cursor: CXCursor, size: UInt64) -> [UInt8]? {
        switch unit.leadingIdentifier(of: cursor) {
        case "__func__", "__FUNCTION__", "__PRETTY_FUNCTION__": break
        default: return nil
        }
        let symbol = unit.unit.symbols[symbol]
        var bytes = Array(unit.unit.strings[symbol.name].utf8)
        let length = Int(clamping: size)
        guard length > 0, length < 1 << 16 else { return nil }
        if bytes.count >= length { bytes.removeLast(bytes.count - length + 1) }
        return bytes + Array(repeating: 0, count: length - bytes.count)
    }

    /// The arm of a `_Generic` that was chosen. libclang shows all of them: the one whose type is
    /// that of the whole; among several such, the one whose association names the type.
    func chosenAssociation(_ cursor: CXCursor) -> CXCursor? {
        let operands = expressionChildren(cursor)
        guard operands.count > 1 else { return nil }
        let own = cursor.type.canonical
        let fitting = operands.dropFirst().filter { cx_equalTypes($0.type.canonical, own) != 0 }
        if fitting.count == 1 { return fitting.first }
        let arms = GenericAssociations(unit.spelledText(cx_getCursorExtent(cursor)))
        let control = unit.text(unit.typeSpelling(operands[0].type.canonical))
        if let index = arms.index(of: control), index + 1 < operands.count {
            return operands[index + 1]
        }
        return fitting.first ?? operands.last
    }
}

/// The type names of a `_Generic`, in order, read off its text.
struct GenericAssociations {
    private var names: [String] = []

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var depth = 0
        var part: [UInt8] = []
        var isName = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 1:
                part = []
                isName = true
                continue
            case UInt8(ascii: ":") where depth == 1 && isName:
                names.append(Self.normalized(part))
                isName = false
                continue
            default: break
            }
            if isName { part.append(byte) }
        }
    }

    private static func normalized(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" || $0 == "\t" }
            .joined(separator: " ")
    }

    /// The position of the association for a type, else of `default`.
    func index(of type: String) -> Int? {
        names.firstIndex { $0 == type || $0 + " int" == type }
            ?? names.firstIndex { type.hasPrefix("const ") && $0 == type.dropFirst(6) }
            ?? names.firstIndex(of: "default")
    }
}
