import CLibClang
import MidasBase
import MidasIR

/// Whole functions and initialisers.
extension FunctionLowering {
    /// The body with its parameters.
    func lowerFunction() -> Function {
        let signature = definition.type.canonical
        let result = unit.details(cx_getResultType(signature))
        builder.function.resultType = result.id
        if let record = types.record(result.id) { unit.complete(record) }
        declareThis()
        declareParameters(of: definition)
        builder.function.parameterCount = UInt32(builder.function.locals.count)
        if implicitMember == nil { checkErrors() }
        let body = builder.makeBlock()
        if unit.isCXX { builder.continueIn(body) }
        for parameter in parameters(of: definition)
        where unit.details(of: parameter).isVariablyModified {
            variableSizes(of: parameter, cx_getNullCursor())
        }
        lowerBody()
        endFunction(result)
        if unit.isCXX { lowerEntry(BlockID(UInt32(0)), body) }
        return finish()
    }

    /// The entry of a body of C++: what is made conditionally is not made yet.
    private func lowerEntry(_ entry: BlockID, _ body: BlockID) {
        finishJumps()
        finishExceptions()
        builder.setUnwind(.none)
        builder.continueIn(entry)
        for flag in conditionFlags {
            store(
                integer(UInt64(0), unit.bool), to: place(of: flag),
                flags: [.isInitialization, .isImplicit])
        }
        builder.jump(to: body)
    }

    func parameters(of function: CXCursor) -> [CXCursor] {
        let count = max(0, cx_Cursor_getNumArguments(function))
        return (0..<UInt32(count)).map { cx_Cursor_getArgument(function, $0) }
    }

    func declareParameters(of function: CXCursor) {
        for parameter in parameters(of: function) { _ = declareLocal(parameter, kind: .parameter) }
    }

    private func checkErrors() {
        let range = builder.function.ranges.elements[0]
        guard unit.hasError(in: range) else { return }
        let reason = unit.unit.strings.intern("the parser reported an error inside")
        builder.function.holes.append(Hole(reason: reason, range: RangeID(UInt32(0))))
    }

    private func lowerBody() {
        let children = definition.isFunctionLike ? cursors.children(of: definition) : []
        if unit.isCXX { lowerPrologue(children) }
        for child in children {
            switch child.kind {
            case .compoundStmt: scope(.compound, child)
            case .cxxTryStmt: statement(.try, at: child) { tryStatement(child) }
            case .unexposedStmt: coroutineBody(child)
            default: break
            }
        }
    }

    /// Falls off the end: `main` gives 0 (C11 5.1.2.2.3), others nothing defined.
    private func endFunction(_ result: TypeDetails) {
        guard !builder.isTerminated else { return }
        emitCleanups(downTo: 0, leavesFunction: true)
        if types[result.id] == .void || types.isAggregate(result.id) {
            builder.terminate(.return(.none))
        } else if unit.unit.strings[unit.unit.symbols[symbol].name] == "main" {
            builder.terminate(.return(integer(UInt64(0), result.id)))
        } else {
            builder.terminate(.return(builder.constant(.undefined(result.id))))
        }
    }

    private func finish() -> Function {
        finishJumps()
        finishExceptions()
        return builder.finish()
    }

    /// The initialiser of a variable with static storage, as a function without parameters.
    func lowerInitializer(_ initializer: CXCursor, of variable: CXCursor) -> Function {
        let target = builder.place(
            .global(symbol), rootType: unit.unit.symbols[symbol].type,
            type: unit.unit.symbols[symbol].type)
        isStaticInitializer = true
        checkErrors()
        here(initializer)
        let type = type(of: target)
        if unit.isCXX, !types.isAggregate(type), !isReference(type), !hasSteps(initializer),
            let known = evaluated(variable, as: type) ?? evaluated(variable.canonical, as: type)
        {
            // In an instance of a template the expression may still name parameters.
            store(known, to: target, flags: .isInitialization)
        } else {
            fullExpression { initializeStatic(target, with: initializer) }
            registerDestruction(of: target)
        }
        endFunction(TypeDetails(id: unit.void, kind: .void, canonical: CXType()))
        return finish()
    }

    /// Whether an initialiser does something before its value, which evaluation would drop.
    private func hasSteps(_ cursor: CXCursor) -> Bool {
        let bare = stripped(cursor)
        guard bare.kind == .binaryOperator else { return false }
        return operatorKind(bare) == .comma || operatorKind(bare) == .assign
    }

    /// Storage is zero before it is initialised (C11 6.7.9 paragraph 10).
    private func initializeStatic(_ target: PlaceID, with initializer: CXCursor) {
        let list = stripped(initializer)
        if list.kind == .initListExpr && types.isAggregate(type(of: target)) {
            return initializeList(target, list, isZeroed: true)
        }
        if let string = bareString(list), isCharacterArray(target) {
            return initializeString(target, string, isZeroed: true)
        }
        initialize(target, with: initializer)
    }
}
