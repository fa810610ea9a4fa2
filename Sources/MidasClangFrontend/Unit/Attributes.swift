import CLibClang
import MidasBase
import MidasIR

/// `__attribute__`, `[[…]]` and keywords that act like them.
extension UnitLowering {
    func addAttributes(of cursor: CXCursor, to symbol: inout Symbol) {
        if symbol.kind == .function && Self.returnTwice.contains(unit.strings[symbol.name]) {
            symbol.flags.insert(.returnsTwice)
        }
        if symbol.kind == .function && unit.strings[symbol.name].hasPrefix("__builtin_") {
            symbol.flags.insert(.isBuiltin)
        }
        guard cx_Cursor_hasAttrs(cursor) != 0 else { return }
        let children = cursors.pushChildren(of: cursor)
        defer { cursors.pop(to: children.lowerBound) }
        for index in children where cx_isAttribute(cursors[index].kind) != 0 {
            addAttribute(cursors[index], to: &symbol)
        }
    }

    /// Functions that return a second time by definition, declared so or not (C11 7.13.1.1, POSIX).
    private static let returnTwice: Set<String> = [
        "setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "savectx", "vfork", "getcontext",
    ]

    private func addAttribute(_ attribute: CXCursor, to symbol: inout Symbol) {
        switch attribute.kind {
        case .pureAttr, .constAttr: symbol.flags.insert(.isPure)
        case .annotateAttr: append(intern(cx_getCursorSpelling(attribute)), to: &symbol)
        case .unexposedAttr: addUnexposed(attribute, to: &symbol)
        default: break
        }
    }

    private func addUnexposed(_ attribute: CXCursor, to symbol: inout Symbol) {
        var name = leadingIdentifier(of: attribute)[...]
        while name.hasPrefix("_") && name != "_Noreturn" { name = name.dropFirst() }
        while name.hasSuffix("_") { name = name.dropLast() }
        switch name {
        case "noreturn", "_Noreturn", "analyzer_noreturn": symbol.flags.insert(.neverReturns)
        case "weak", "weakref": symbol.flags.insert(.isWeak)
        case "constructor": symbol.flags.insert(.runsAtStart)
        case "destructor": symbol.flags.insert(.runsAtExit)
        case "returns_twice": symbol.flags.insert(.returnsTwice)
        case "nothrow": symbol.flags.insert(.cannotThrow)
        case "alias": symbol.alias = unit.strings.intern(quotedText(of: attribute))
        case "guarded_by", "pt_guarded_by", "acquire_capability", "release_capability",
            "requires_capability", "exclusive_locks_required", "locks_excluded", "lockable",
            "capability", "scoped_lockable", "exclusive_lock_function", "unlock_function":
            append(
                unit.strings.intern(
                    String(
                        decoding: spelledText(cx_getCursorExtent(attribute)), as: UTF8.self)),
                to: &symbol)
        default: break
        }
    }

    private func append(_ text: StringID, to symbol: inout Symbol) {
        if !symbol.attributes.contains(text) { symbol.attributes.append(text) }
    }

    /// What stands between the first two quotation marks of an attribute.
    private func quotedText(of attribute: CXCursor) -> String {
        let text = spelledText(cx_getCursorExtent(attribute))
        let quote = UInt8(ascii: "\"")
        guard let open = text.firstIndex(of: quote) else { return "" }
        return String(decoding: text[(open + 1)...].prefix { $0 != quote }, as: UTF8.self)
    }
}
