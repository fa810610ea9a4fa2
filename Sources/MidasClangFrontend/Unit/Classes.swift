import CLibClang
import MidasBase
import MidasIR

/// What a class does implicitly, as far as its declaration tells.
struct ClassTraits {
    /// Destruction does something.
    var hasDestructor = false
    /// Copying is copying the bytes, and so is passing by value.
    var isTriviallyCopied = true
    /// Default construction does something.
    var hasDefaultConstruction = false
    /// Somebody wrote a constructor: braces call it.
    var hasConstructors = false
    /// The destructor's declaration, where there is one.
    var destructor: CXCursor?
}

/// Classes: bases, special members, virtual functions.
extension UnitLowering {
    /// The members of a class that are functions, those of implicit instances too where the library
    /// shows them.
    func methods(of type: CXType) -> [CXCursor] {
        if cx_has_visitCXXMethods() != 0 {
            let range = cursors.pushMethods(of: type)
            defer { cursors.pop(to: range.lowerBound) }
            return range.map { cursors[$0] }
        }
        var declaration = type.declaration
        var members = cursors.children(of: declaration).filter(\.isFunctionLike)
        if members.isEmpty {
            declaration = cx_getSpecializedCursorTemplate(declaration)
            if !declaration.isNull {
                members = cursors.children(of: declaration).filter { $0.kind == .destructor }
            }
        }
        return members
    }

    func bases(of type: CXType) -> [CXCursor] {
        if cx_has_visitCXXBaseClasses() != 0 {
            let range = cursors.pushBases(of: type)
            defer { cursors.pop(to: range.lowerBound) }
            return range.map { cursors[$0] }
        }
        return cursors.children(of: type.declaration).filter { $0.kind == .cxxBaseSpecifier }
    }

    func traits(_ id: RecordID) -> ClassTraits {
        if let known = classTraits[id] { return known }
        guard isCXX else { return ClassTraits() }
        classTraits[id] = ClassTraits()
        var traits = ClassTraits()
        let type = recordTypes[id.index]
        for method in methods(of: type) {
            let isDefaulted = cx_CXXMethod_isDefaulted(method) != 0
            switch method.kind {
            case .destructor:
                traits.destructor = method
                if !isDefaulted { traits.hasDestructor = true }
                if cx_CXXMethod_isVirtual(method) != 0 {
                    traits.isTriviallyCopied = false
                    traits.hasDefaultConstruction = true
                }
            case .constructor:
                if !isDefaulted { traits.hasConstructors = true }
                let copies =
                    cx_CXXConstructor_isCopyConstructor(method) != 0
                    || cx_CXXConstructor_isMoveConstructor(method) != 0
                if copies && !isDefaulted && !isDeleted(method) { traits.isTriviallyCopied = false }
                let isDefault = cx_CXXConstructor_isDefaultConstructor(method) != 0
                if isDefault && !isDefaulted { traits.hasDefaultConstruction = true }
            default:
                if cx_CXXMethod_isVirtual(method) != 0 {
                    traits.isTriviallyCopied = false
                    traits.hasDefaultConstruction = true
                }
            }
        }
        for base in bases(of: type) {
            if cx_isVirtualBase(base) != 0 {
                traits.isTriviallyCopied = false
                traits.hasDefaultConstruction = true
            }
            combine(base.type, into: &traits)
        }
        let isUnion = type.declaration.kind == .unionDecl
        let fields = cursors.pushFields(of: type)
        for index in fields {
            let field = cursors[index]
            if !isUnion { combine(field.type, into: &traits) }
            if defaultInitializer(of: field) != nil { traits.hasDefaultConstruction = true }
        }
        cursors.pop(to: fields.lowerBound)
        if traits.hasDestructor { traits.isTriviallyCopied = false }
        classTraits[id] = traits
        return traits
    }

    private func isDeleted(_ method: CXCursor) -> Bool {
        cx_has_CXXMethod_isDeleted() != 0 && cx_CXXMethod_isDeleted(method) != 0
    }

    private func combine(_ type: CXType, into traits: inout ClassTraits) {
        var id = typeID(type)
        while let element = arrayElement(id) { id = element }
        guard case .record(let record) = types[id] else { return }
        let inner = self.traits(record)
        traits.hasDestructor = traits.hasDestructor || inner.hasDestructor
        traits.isTriviallyCopied = traits.isTriviallyCopied && inner.isTriviallyCopied
        traits.hasDefaultConstruction =
            traits.hasDefaultConstruction || inner.hasDefaultConstruction
    }

    func arrayElement(_ type: TypeID) -> TypeID? {
        switch types[type] {
        case .array(let element, _), .incompleteArray(let element): element
        default: nil
        }
    }

    /// The initialiser in a member's declaration.
    func defaultInitializer(of field: CXCursor) -> CXCursor? {
        guard field.kind == .fieldDecl else { return nil }
        let start = cursors.count
        let children = cursors.pushChildren(of: field)
        defer { cursors.pop(to: start) }
        var expressions = children.map { cursors[$0] }.filter(\.isExpression)
        if cx_Cursor_isBitField(field) != 0, !expressions.isEmpty { expressions.removeFirst() }
        guard let last = expressions.last else { return nil }
        // The bound of an array member stands before the `=`.
        guard isAfterName(last, field) else { return nil }
        return last
    }

    private func isAfterName(_ expression: CXCursor, _ field: CXCursor) -> Bool {
        guard field.type.canonical.kind == .constantArray else { return true }
        return expression.kind == .initListExpr || expression.kind == .stringLiteral
            || expression.kind == .callExpr
    }

    /// Whether a class is passed by address, because copying it runs code (Itanium C++ ABI 3.1.2.3).
    func isPassedByAddress(_ type: TypeID) -> Bool {
        guard isCXX, case .record(let id) = types[type] else { return false }
        return !traits(id).isTriviallyCopied
    }

    func completeClass(_ id: RecordID, _ type: CXType) {
        completeBases(of: id, type)
        unit.types.records[id].isLambda = isLambda(type)
        let traits = traits(id)
        if traits.hasDestructor {
            let destructor = destructor(of: id)
            unit.types.records[id].destructor = OptionalID(destructor)
        }
        completeVirtualMethods(of: id, type)
        let count = max(0, cx_Type_getNumTemplateArguments(type))
        for index in 0..<UInt32(count) {
            let argument = cx_Type_getTemplateArgumentAsType(type, index)
            if argument.kind != .invalid {
                let id1 = typeID(argument)
                unit.types.records[id].typeArguments.append(id1)
            }
        }
    }

    func isLambda(_ type: CXType) -> Bool {
        let spelling = LibClang.text(disposing: cx_getTypeSpelling(type))
        return spelling.contains("(lambda at ") && spelling.hasSuffix(")")
    }

    private func completeBases(of id: RecordID, _ type: CXType) {
        for specifier in bases(of: type) {
            let baseType = typeID(specifier.type)
            guard case .record(let base) = types[baseType] else { continue }
            let isVirtual = cx_isVirtualBase(specifier) != 0
            var offset: Int64 = 0
            if cx_has_getOffsetOfBase() != 0 {
                offset = cx_getOffsetOfBase(type.declaration, specifier) / 8
            } else if let last = unit.types.records[id].bases.last {
                offset = Int64(last.offset + unit.types.records[last.record].size)
            }
            unit.types.records[id].bases.append(
                Base(record: base, offset: UInt64(max(0, offset)), isVirtual: isVirtual))
            complete(base)
            if isVirtual || unit.types.records[base].isPolymorphic {
                unit.types.records[id].isPolymorphic = true
            }
        }
    }

    private func completeVirtualMethods(of id: RecordID, _ type: CXType) {
        for method in methods(of: type) where cx_CXXMethod_isVirtual(method) != 0 {
            unit.types.records[id].isPolymorphic = true
            let symbol = symbol(method)
            let overridden = overridden(by: method)
            unit.types.records[id].virtualMethods.append(
                VirtualMethod(method: symbol, overridden: overridden))
        }
    }

    private func overridden(by method: CXCursor) -> [SymbolID] {
        var list: UnsafeMutablePointer<CXCursor>?
        var count: UInt32 = 0
        cx_getOverriddenCursors(method, &list, &count)
        guard let list else { return [] }
        defer { cx_disposeOverriddenCursors(list) }
        return (0..<Int(count)).map { symbol(list[$0]) }
    }

    /// The destructor of a class whose destruction does something; made here where the parser has
    /// not declared it.
    func destructor(of id: RecordID) -> SymbolID {
        if let known = destructors[id] { return known }
        if let cursor = traits(id).destructor {
            let symbol = symbol(cursor)
            destructors[id] = symbol
            if cx_CXXMethod_isDefaulted(cursor) != 0 { requestImplicit(symbol, cursor, id) }
            return symbol
        }
        let record = unit.types.records[id]
        let signature = unit.types.intern(
            FunctionType(result: void, parameters: [], isVariadic: false))
        let name = "~" + Self.lastPart(of: unit.strings[record.templateName])
        var symbol = Symbol(
            kind: .function, linkage: .external,
            flags: [.isDestructor, .isImplicit, .takesThis, .isMethod, .isDefined, .cannotThrow],
            name: unit.strings.intern(name),
            qualifiedName: unit.strings.intern(unit.strings[record.templateName] + "::" + name),
            usr: unit.strings.intern(unit.strings[record.usr] + "@F@" + name + "#"),
            type: type(of: signature), typeSpelling: unit.strings.intern("void ()"))
        symbol.record = OptionalID(id)
        symbol.position = record.position
        let symbolID = unit.symbols.append(symbol)
        destructors[id] = symbolID
        pendingBodies.append(
            PendingBody(
                symbol: symbolID, definition: recordTypes[id.index].declaration,
                implicitMember: id))
        return symbolID
    }

    /// An implicit or defaulted special member is lowered although libclang shows no body.
    func requestImplicit(_ symbol: SymbolID, _ cursor: CXCursor, _ record: RecordID) {
        guard unit.symbols[symbol].body.isNone, !implicitRequested.contains(symbol) else { return }
        implicitRequested.insert(symbol)
        unit.symbols[symbol].flags.formUnion([.isDefined, .isImplicit])
        pendingBodies.append(
            PendingBody(symbol: symbol, definition: cursor, implicitMember: record))
    }

    static func lastPart(of name: String) -> String {
        var depth = 0
        var start = name.startIndex
        for index in name.indices {
            if name[index] == "<" { depth += 1 }
            if name[index] == ">" { depth -= 1 }
            if name[index] == ":" && depth == 0 { start = name.index(after: index) }
        }
        return String(name[start...])
    }

    func memberFlags(of cursor: CXCursor) -> Symbol.Flags {
        var flags: Symbol.Flags = [.isMethod]
        let isStatic = cursor.kind == .cxxMethod && cx_CXXMethod_isStatic(cursor) != 0
        flags.insert(isStatic ? .isStaticMember : .takesThis)
        if cursor.kind == .constructor { flags.insert(.isConstructor) }
        if cursor.kind == .destructor { flags.formUnion([.isDestructor, .cannotThrow]) }
        if cx_CXXMethod_isVirtual(cursor) != 0 { flags.insert(.isVirtual) }
        if cx_CXXMethod_isPureVirtual(cursor) != 0 { flags.insert(.isAbstract) }
        return flags
    }

    func addMembership(of cursor: CXCursor, to symbol: inout Symbol) {
        guard isCXX else { return }
        if !cx_getSpecializedCursorTemplate(cursor).isNull {
            symbol.flags.insert(.isTemplateInstance)
        }
        if symbol.kind == .function && isNoexcept(cursor) { symbol.flags.insert(.cannotThrow) }
        let parent = cursor.semanticParent
        switch parent.kind {
        case .structDecl, .classDecl, .unionDecl:
            if case .record(let record) = types[typeID(parent.type)] {
                symbol.record = OptionalID(record)
                if symbol.kind == .variable { symbol.flags.insert(.isStaticMember) }
            }
        default: break
        }
    }

    /// `noexcept`, `noexcept(true)`, `throw()` (values of CXCursor_ExceptionSpecificationKind).
    private func isNoexcept(_ cursor: CXCursor) -> Bool {
        switch cx_getCursorExceptionSpecificationType(cursor) {
        case 1, 4, 9: true
        default: false
        }
    }

    /// A function of the unit by its name, for attributes that name one.
    func function(named name: String) -> SymbolID? {
        if let known = unit.symbols.ids.first(where: {
            unit.symbols[$0].kind == .function && unit.strings[unit.symbols[$0].name] == name
        }) {
            return known
        }
        let root = cx_getTranslationUnitCursor(translationUnit)
        let found = cursors.children(of: root).first {
            $0.kind == .functionDecl && $0.spelling == name
        }
        return found.map(symbol)
    }
}
