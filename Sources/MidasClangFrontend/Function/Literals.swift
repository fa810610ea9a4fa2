import CLibClang
import MidasBase
import MidasIR

/// Literals, and what the parser evaluates: `sizeof`, `_Alignof`, `offsetof`, traits.
extension FunctionLowering {
    func constantValue(_ cursor: CXCursor) -> Operand {
        let details = unit.details(of: cursor)
        let type = details.id
        switch cursor.kind {
        case .cxxNullPtrLiteralExpr, .gnuNullExpr: return zero(type)
        default: break
        }
        if let known = evaluated(cursor, as: type) { return known }
        if cursor.kind == .unaryExpr, let size = variableSize(cursor, type) { return size }
        return unknown(cursor)
    }

    /// The value that the parser computes for an expression without effects.
    func evaluated(_ cursor: CXCursor, as type: TypeID) -> Operand? {
        guard let result = cx_Cursor_Evaluate(cursor) else { return nil }
        defer { cx_EvalResult_dispose(result) }
        switch cx_EvalResult_getKind(result) {
        case .int:
            let bits =
                cx_EvalResult_isUnsignedInt(result) != 0
                ? cx_EvalResult_getAsUnsigned(result)
                : UInt64(bitPattern: cx_EvalResult_getAsLongLong(result))
            return convert(integer(bits, unit.pointerDifference), to: type)
        case .float:
            guard case .floating = types[type] else { return nil }
            let number = cx_EvalResult_getAsDouble(result)
            return builder.constant(.floating(number.bitPattern, type))
        default: return nil
        }
    }

    /// The value of an integer constant expression, extended to 64 bits by its sign.
    func evaluatedInteger(_ cursor: CXCursor) -> UInt64? {
        guard let result = cx_Cursor_Evaluate(cursor) else { return nil }
        defer { cx_EvalResult_dispose(result) }
        guard cx_EvalResult_getKind(result) == .int else { return nil }
        return cx_EvalResult_isUnsignedInt(result) != 0
            ? cx_EvalResult_getAsUnsigned(result)
            : UInt64(bitPattern: cx_EvalResult_getAsLongLong(result))
    }

    // MARK: Strings

    /// The address of a literal's first character.
    func stringAddress(_ cursor: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        let (text, macro) = stringLiteral(cursor, type: type)
        return builder.constant(.string(text, type: type, macro: macro))
    }

    func stringPlace(_ cursor: CXCursor) -> PlaceID {
        pointee(stringAddress(cursor), unit.details(of: cursor).id)
    }

    /// The bytes of a literal with its terminator, and the predefined macro that it comes from.
    func stringLiteral(_ cursor: CXCursor, type: TypeID) -> (text: StringID, macro: StringID) {
        let size = Int(clamping: types.size(type))
        let unitSize = types.element(type).map { Int(types.size($0)) } ?? 1
        var bytes: [UInt8]?
        if unitSize == 1 { bytes = evaluatedBytes(cursor, size: size) }
        if bytes == nil {
            bytes = StringLiteralReader.bytes(
                of: unit.spelledText(cx_getCursorExtent(cursor)), unitSize: unitSize, size: size)
        }
        if bytes == nil, unitSize == 1 { bytes = printedBytes(cursor, size: size) }
        var text = bytes ?? []
        if text.count < size {
            text += Array(repeating: 0, count: min(size - text.count, 1 << 20))
        }
        return (unit.unit.strings.intern(text), predefinedMacro(of: cursor))
    }

    /// The characters as the parser evaluates them; nil if a null character cuts them short.
    private func evaluatedBytes(_ cursor: CXCursor, size: Int) -> [UInt8]? {
        guard let result = cx_Cursor_Evaluate(cursor) else { return nil }
        defer { cx_EvalResult_dispose(result) }
        guard cx_EvalResult_getKind(result) == .strLiteral,
            let text = cx_EvalResult_getAsStr(result)
        else { return nil }
        var bytes: [UInt8] = []
        var index = 0
        while text[index] != 0 && index < size {
            bytes.append(UInt8(bitPattern: text[index]))
            index += 1
        }
        bytes.append(0)
        return bytes.count >= size ? Array(bytes.prefix(size)) : nil
    }

    /// The characters of a literal that is not written as one (`__func__`, `#x` in a macro), as the
    /// parser prints it.
    private func printedBytes(_ cursor: CXCursor, size: Int) -> [UInt8]? {
        var printed = LibClang.text(disposing: cx_getCursorSpelling(cursor))
        return printed.withUTF8 { StringLiteralReader.bytes(of: $0, unitSize: 1, size: size) }
    }

    private static let predefinedMacros: Set<String> = [
        "__DATE__", "__TIME__", "__FILE__", "__TIMESTAMP__", "__BASE_FILE__", "__FILE_NAME__",
        "__VERSION__",
    ]

    private func predefinedMacro(of cursor: CXCursor) -> StringID {
        let range = unit.sourceRange(of: cursor)
        let name = unit.unit.strings[range.macro]
        if Self.predefinedMacros.contains(name) { return range.macro }
        let spelled = unit.leadingIdentifier(of: cursor)
        if Self.predefinedMacros.contains(spelled) { return unit.unit.strings.intern(spelled) }
        return StringTable.empty
    }
}
