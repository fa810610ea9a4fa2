import CLibClang
import MidasBase
import MidasIR

/// What a declaration is in the IR.
enum Declaration {
    case symbol(SymbolID)
    case local(LocalID)
    /// A variable-length array: the local holds its address.
    case variableArray(LocalID)
    /// A reference, or what a lambda captured by reference: the local holds the address.
    case reference(LocalID)
    /// What stands for another place: a structured binding, a captured variable.
    case field(RecordID, UInt32)
    case enumerator(UInt64, TypeID)
    case record(RecordID)
}

/// Declarations of clang to what they are in the IR.
extension UnitLowering {
    func declare(_ key: UInt, _ declaration: Declaration) {
        if let known = declarationNumbers[key] {
            declarations[Int(known)] = declaration
            return
        }
        declarationNumbers[key] = UInt32(declarations.count)
        declarations.append(declaration)
    }

    func declaration(_ key: UInt) -> Declaration? {
        declarationNumbers[key].map { declarations[Int($0)] }
    }

    /// The value of an enumerator, in the type of its enumeration.
    func enumerator(_ cursor: CXCursor) -> (UInt64, TypeID) {
        if case .enumerator(let value, let type)? = declaration(cursor.declarationKey) {
            return (value, type)
        }
        let value = UInt64(bitPattern: cx_getEnumConstantDeclValue(cursor))
        let type = details(of: cursor).id
        declare(cursor.declarationKey, .enumerator(value, type))
        return (value, type)
    }

    /// The symbol of a function or of a variable with static storage.
    func symbol(_ cursor: CXCursor) -> SymbolID {
        if case .symbol(let id)? = declaration(cursor.declarationKey) { return id }
        let canonical = cursor.canonical
        if canonical.declarationKey != cursor.declarationKey,
            case .symbol(let id)? = declaration(canonical.declarationKey)
        {
            declare(cursor.declarationKey, .symbol(id))
            addFlags(of: cursor, to: id)
            return id
        }
        let id = unit.symbols.append(makeSymbol(canonical))
        declare(canonical.declarationKey, .symbol(id))
        if canonical.declarationKey != cursor.declarationKey {
            declare(cursor.declarationKey, .symbol(id))
            addFlags(of: cursor, to: id)
        }
        if cursor.isFunctionLike { request(id, cursor) } else { requestVariable(id, cursor) }
        return id
    }

    /// A function that is referenced and defined here is lowered, if it has not been.
    private func request(_ id: SymbolID, _ cursor: CXCursor) {
        let definition = cursor.definition
        guard !definition.isNull, definition.isFunctionLike else { return }
        unit.symbols[id].flags.insert(.isDefined)
        pendingBodies.append(PendingBody(symbol: id, definition: definition))
    }

    private func makeSymbol(_ cursor: CXCursor) -> Symbol {
        let isFunction = cursor.isFunctionLike
        let type = cursor.type
        let linkage = linkage(of: cursor)
        var symbol = Symbol(
            kind: isFunction ? .function : .variable, linkage: linkage, flags: [],
            name: name(of: cursor), qualifiedName: qualifiedName(of: cursor),
            usr: linkage == .external ? externalUSR(of: cursor) : localUSR(of: cursor),
            type: typeID(type), typeSpelling: typeSpelling(type))
        symbol.position = position(of: cursor)
        symbol.flags = flags(of: cursor)
        addAttributes(of: cursor, to: &symbol)
        addMembership(of: cursor, to: &symbol)
        return symbol
    }

    private func linkage(of cursor: CXCursor) -> Symbol.Linkage {
        switch cx_getCursorLinkage(cursor) {
        case .external: .external
        case .uniqueExternal, .internal: .internal
        default: .none
        }
    }

    /// A name with more than a file's reach only because the file is named in it: libclang puts the
    /// last part of its path in, which two files may share.
    func localUSR(of cursor: CXCursor) -> StringID {
        let usr = LibClang.text(disposing: cx_getCursorUSR(cursor))
        let isLocal = cx_getCursorLinkage(cursor) != .external || usr.contains("@Sa@")
        let position = position(of: cursor)
        guard isLocal, !position.isNone else { return unit.strings.intern(usr) }
        let file = unit.strings[unit.files[position.file].path]
        return unit.strings.intern(file + ":" + usr + lambdaPlaces(of: cursor, usr))
    }

    private func externalUSR(of cursor: CXCursor) -> StringID {
        guard isCXX else { return intern(cx_getCursorUSR(cursor)) }
        let usr = LibClang.text(disposing: cx_getCursorUSR(cursor))
        return unit.strings.intern(usr + lambdaPlaces(of: cursor, usr))
    }

    /// Lambdas among template arguments all have one name in a USR; their places tell instances for
    /// different ones apart.
    private func lambdaPlaces(of cursor: CXCursor, _ usr: String) -> String {
        guard isCXX, usr.contains("@Sa") else { return "" }
        let spellings = [
            LibClang.text(disposing: cx_getTypeSpelling(cursor.type)),
            LibClang.text(disposing: cx_getTypeSpelling(cursor.semanticParent.type)),
        ]
        let places = spellings.flatMap { $0.split(separator: "(lambda at ").dropFirst() }
            .map { lambda in
                let place = lambda.prefix { $0 != ")" }
                return "#" + place[(place.lastIndex(of: "/") ?? place.startIndex)...]
            }.joined()
        // Of a lambda's own call operator no type tells the place.
        guard places.isEmpty, cursor.isFunctionLike else { return places }
        let position = position(of: cursor)
        return position.isNone ? "" : "#\(position.line):\(position.column)"
    }

    /// Redeclarations may add what the first one did not say.
    private func addFlags(of cursor: CXCursor, to id: SymbolID) {
        var symbol = unit.symbols[id]
        symbol.flags.formUnion(flags(of: cursor))
        addAttributes(of: cursor, to: &symbol)
        if cx_isCursorDefinition(cursor) != 0 {
            symbol.position = position(of: cursor)
            symbol.type = typeID(cursor.type)
            symbol.typeSpelling = typeSpelling(cursor.type)
        }
        unit.symbols[id] = symbol
    }

    private func flags(of cursor: CXCursor) -> Symbol.Flags {
        var flags: Symbol.Flags = []
        if cx_Location_isInSystemHeader(cx_getCursorLocation(cursor)) != 0 {
            flags.insert(.isSystem)
        }
        if cursor.isFunctionLike {
            if cx_Cursor_isFunctionInlined(cursor) != 0 { flags.insert(.isInline) }
            if cx_Cursor_isVariadic(cursor) != 0 { flags.insert(.isVariadic) }
            if !isCXX { flags.insert(.cannotThrow) }
            if cursor.kind != .functionDecl { flags.formUnion(memberFlags(of: cursor)) }
            return flags
        }
        let details = details(of: cursor)
        if details.isConst { flags.insert(.isConstant) }
        if details.isVolatile { flags.insert(.isVolatile) }
        if cx_getCursorTLSKind(cursor) != .none { flags.insert(.isThreadLocal) }
        return flags
    }

    /// The last part of the name.
    private func name(of cursor: CXCursor) -> StringID {
        guard isCXX else { return intern(cx_getCursorSpelling(cursor)) }
        return unit.strings.intern(Self.withoutTemplateArguments(cursor.spelling))
    }

    /// Namespaces and classes, without template arguments, before the name.
    func qualifiedName(of cursor: CXCursor) -> StringID {
        guard isCXX else { return intern(cx_getCursorSpelling(cursor)) }
        if let known = scopeNames[cursor.declarationKey] { return StringID(known) }
        var parent = cursor.semanticParent
        while parent.kind == .linkageSpec { parent = parent.semanticParent }
        let name = Self.withoutTemplateArguments(cursor.spelling)
        var text = name
        switch parent.kind {
        case .namespace, .structDecl, .classDecl, .unionDecl, .enumDecl, .classTemplate,
            .classTemplatePartialSpecialization:
            let outer = self.text(qualifiedName(of: parent))
            if !outer.isEmpty { text = name.isEmpty ? outer : outer + "::" + name }
        default: break
        }
        let id = unit.strings.intern(text)
        scopeNames[cursor.declarationKey] = id.raw
        return id
    }

    /// `vector<int>` as `vector`; the `<` of an operator stays.
    static func withoutTemplateArguments(_ name: String) -> String {
        guard name.hasSuffix(">"), !name.hasPrefix("operator"), let open = name.firstIndex(of: "<"),
            open != name.startIndex
        else { return name.hasPrefix("(") ? "" : name }
        return String(name[..<open])
    }
}
