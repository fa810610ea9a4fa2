import CLibClang
import MidasBase
import MidasIR

/// Which definitions of the unit are lowered, and into what.
extension UnitLowering {
    /// Definitions outside system headers; those inside are lowered when something refers to them.
    func lowerDeclarations(in parent: CXCursor) {
        let children = cursors.pushChildren(of: parent)
        for index in children {
            let cursor = cursors[index]
            switch cursor.kind {
            case .functionDecl, .cxxMethod, .constructor, .destructor, .conversionFunction:
                if cx_isCursorDefinition(cursor) != 0 && !isInSystemHeader(cursor)
                    && !isPattern(cursor)
                {
                    _ = symbol(cursor)
                }
            case .varDecl: lowerFileVariable(cursor)
            case .friendDecl: lowerDeclarations(in: cursor)
            case .namespace, .linkageSpec, .unexposedDecl, .structDecl, .classDecl, .unionDecl:
                if isCXX && !isInSystemHeader(cursor) { lowerDeclarations(in: cursor) }
            default: break
            }
        }
        cursors.pop(to: children.lowerBound)
    }

    /// Whether a definition belongs to a template, whose instances are lowered instead.
    private func isPattern(_ cursor: CXCursor) -> Bool {
        guard isCXX else { return false }
        var parent = cursor.semanticParent
        while true {
            switch parent.kind {
            case .classTemplate, .classTemplatePartialSpecialization, .functionTemplate:
                return true
            case .structDecl, .classDecl, .unionDecl, .functionDecl, .cxxMethod, .namespace,
                .linkageSpec, .constructor:
                parent = parent.semanticParent
            default: return false
            }
        }
    }

    private func isInSystemHeader(_ cursor: CXCursor) -> Bool {
        cx_Location_isInSystemHeader(cx_getCursorLocation(cursor)) != 0
    }

    private func lowerFileVariable(_ cursor: CXCursor) {
        guard isDefinition(cursor), !isInSystemHeader(cursor), !isPattern(cursor) else { return }
        _ = symbol(cursor)
    }

    /// Whether the declaration of a variable makes storage; C's tentative definitions do.
    func isDefinition(_ cursor: CXCursor) -> Bool {
        if cx_isCursorDefinition(cursor) != 0 { return true }
        return !isCXX && cx_Cursor_getStorageClass(cursor) != .sc_Extern
    }

    /// A variable that is defined here gets its storage, and its initialiser is lowered.
    func requestVariable(_ id: SymbolID, _ cursor: CXCursor) {
        var definition = cursor.definition
        if definition.isNull, isCXX, !memberInitializer(of: cursor.canonical).isNull {
            // A constant member whose value stands in the class.
            definition = cursor.canonical
            unit.symbols[id].flags.insert(.isInline)
        } else if definition.isNull {
            guard isDefinition(cursor) else { return }
            definition = cursor
            unit.symbols[id].flags.insert(.isTentative)
        } else {
            unit.symbols[id].flags.remove(.isTentative)
        }
        unit.symbols[id].flags.insert(.isDefined)
        pendingBodies.append(PendingBody(symbol: id, definition: definition))
    }

    func lower(_ pending: PendingBody) {
        let symbol = pending.symbol
        let definition = pending.definition
        if definition.kind == .varDecl || definition.kind == .unexposedDecl {
            lowerInitializer(of: symbol, definition: definition)
            return
        }
        guard unit.symbols[symbol].body.isNone else { return }
        let lowering = FunctionLowering(self, symbol: symbol, definition: definition)
        let function: Function
        if let callOperator = pending.calls, let record = pending.implicitMember {
            function = lowering.lowerInvoker(of: callOperator, record)
        } else {
            lowering.implicitMember = pending.implicitMember
            function = lowering.lowerFunction()
        }
        unit.symbols[symbol].body = OptionalID(unit.functions.append(function))
    }

    private func isLocal(_ variable: CXCursor) -> Bool {
        let parent = variable.semanticParent
        return parent.isFunctionLike
    }

    /// The initialiser of a variable; that of a static member may stand in the class.
    private func memberInitializer(of variable: CXCursor) -> CXCursor {
        let own = cx_Cursor_getVarDeclInitializer(variable)
        return own.isNull ? cx_Cursor_getVarDeclInitializer(variable.canonical) : own
    }

    private func lowerInitializer(of symbol: SymbolID, definition: CXCursor) {
        let initializer = memberInitializer(of: definition)
        guard !initializer.isNull, unit.symbols[symbol].initializer.isNone else { return }
        if isLocal(definition) {
            if isCXX ? !isConstantInitializer(initializer) : holdsLabels(initializer) { return }
        }
        unit.symbols[symbol].type = typeID(definition.type)
        unit.symbols[symbol].typeSpelling = typeSpelling(definition.type)
        let lowering = FunctionLowering(self, symbol: symbol, definition: definition)
        let function = lowering.lowerInitializer(initializer, of: definition)
        guard function.instructions.count > 0 || function.blocks.count > 1 else { return }
        unit.symbols[symbol].initializer = OptionalID(unit.functions.append(function))
    }
}
