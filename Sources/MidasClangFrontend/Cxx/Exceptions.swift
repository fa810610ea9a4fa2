import CLibClang
import MidasBase
import MidasIR

/// Where exceptions go in the body that is being lowered.
struct ExceptionState {
    /// Holds the address of the exception that is on its way.
    var current: LocalID?
    /// Where exceptions enter the part of the stack of cleanups that ends with this one.
    var landings: [UInt32: BlockID] = [:]
    /// What is open there.
    var landingScopes: [UInt32: [Cleanup]] = [:]
    /// Where the cleanups of that part start.
    var handlings: [UInt32: BlockID] = [:]
    /// Cleanups whose blocks are still to be filled, with what is open outside them.
    var pending: [(block: BlockID, open: [Cleanup])] = []
    /// The exceptions that are being handled, innermost last.
    var caught: [LocalID] = []
}

/// `try`, `catch`, `throw`, and the edges of calls that throw.
extension FunctionLowering {
    private func exceptionLocal() -> LocalID {
        if let known = exceptions.current { return known }
        let local = makeLocal(.temporary, type: unit.voidPointer)
        exceptions.current = local
        return local
    }

    /// Makes the call that comes next unwind through what is open.
    func prepareUnwind(for callee: Callee) {
        guard unit.isCXX else { return }
        if case .direct(let symbol) = callee,
            unit.unit.symbols[symbol].flags.contains(.cannotThrow)
        {
            return
        }
        prepareUnwind()
    }

    private func prepareUnwind() {
        builder.setUnwind(OptionalID(landing(for: cleanups)))
    }

    /// Where an exception enters; nil where nothing is to be done.
    private func landing(for open: [Cleanup]) -> BlockID? {
        guard let top = open.last(where: \.isForExceptions) else { return nil }
        if let known = exceptions.landings[top.id] { return known }
        let block = builder.makeBlock()
        exceptions.landings[top.id] = block
        exceptions.landingScopes[top.id] = open
        return block
    }

    private func handling(_ open: [Cleanup]) -> BlockID? {
        var open = open
        while let last = open.last, !last.isForExceptions { open.removeLast() }
        guard let top = open.last else { return nil }
        if let known = exceptions.handlings[top.id] { return known }
        let block = builder.makeBlock()
        exceptions.handlings[top.id] = block
        exceptions.pending.append((block, open))
        return block
    }

    /// Fills the blocks of exceptions, when everything else is there.
    func finishExceptions() {
        guard unit.isCXX, !exceptions.landings.isEmpty else { return }
        defer { exceptions.landings = [:] }
        cleanups = []
        builder.setUnwind(.none)
        let scopes = exceptions.landingScopes
        for id in exceptions.landings.keys.sorted() {
            guard let block = exceptions.landings[id], let open = scopes[id] else { continue }
            builder.continueIn(block)
            let pad = builder.emit(.landingPad, flags: .isImplicit, type: unit.voidPointer)
            store(pad, to: place(of: exceptionLocal()), flags: .isImplicit)
            if let next = handling(open) { builder.jump(to: next) } else { resume() }
        }
        var index = 0
        while index < exceptions.pending.count {
            let (block, open) = exceptions.pending[index]
            index += 1
            guard let last = open.last else { continue }
            builder.continueIn(block)
            builder.range = last.range
            emit(last, leavesFunction: false, unwinds: true)
            if let next = handling(Array(open.dropLast())) {
                builder.jump(to: next)
            } else {
                resume()
            }
        }
    }

    private func resume() {
        builder.terminate(.resume(load(place(of: exceptionLocal()), flags: .isImplicit)))
    }

    // MARK: throw

    func throwExpression(_ cursor: CXCursor) -> Operand {
        let child = onlyChild(cursor)
        let exception: Operand
        if let child {
            let type = unit.details(of: child).id
            here(cursor)
            exception = builder.emit(
                .allocateException, type: unit.pointer(to: type), extra: type.raw)
            initialize(pointee(exception, type), with: child)
        } else if let caught = exceptions.caught.last {
            here(cursor)
            exception = load(place(of: caught), flags: .isImplicit)
        } else {
            exception = builder.constant(.undefined(unit.voidPointer))
        }
        here(cursor)
        prepareUnwind()
        builder.terminate(.throw(exception))
        builder.continueIn(builder.makeBlock())
        return .none
    }

    // MARK: try

    func tryStatement(_ cursor: CXCursor) {
        let parts = cursors.children(of: cursor)
        guard let body = parts.first(where: { $0.kind == .compoundStmt }) else {
            return addHole("try without a body", at: cursor)
        }
        let after = builder.makeBlock()
        let dispatch = builder.makeBlock()
        let mark = cleanups.count
        pushCleanup(.handlers, at: cursor)
        exceptions.handlings[cleanups[mark].id] = dispatch
        scope(.compound, body)
        builder.jump(to: after)
        dropCleanups(to: mark)
        builder.continueIn(dispatch)
        for handler in parts where handler.kind == .cxxCatchStmt {
            statement(.catch, at: handler) { catchStatement(handler, after) }
        }
        here(cursor)
        if let next = handling(cleanups) { builder.jump(to: next) } else { resume() }
        builder.continueIn(after)
    }

    private func catchStatement(_ cursor: CXCursor, _ after: BlockID) {
        let parts = cursors.children(of: cursor)
        let variable = parts.first { $0.kind == .varDecl }
        let details = variable.map { unit.details(of: $0) }
        var type = details?.id ?? unit.void
        if case .reference(let inner, _) = types[type] { type = inner }
        let exception = load(place(of: exceptionLocal()), flags: .isImplicit)
        let matches = builder.emit(.catchMatches, type: unit.bool, a: exception, extra: type.raw)
        let handler = builder.makeBlock()
        let next = builder.makeBlock()
        builder.terminate(.branch(matches, handler, next))
        builder.continueIn(handler)
        let mark = cleanups.count
        let caught = makeLocal(.temporary, type: unit.voidPointer)
        store(exception, to: place(of: caught), flags: [.isInitialization, .isImplicit])
        let object = builder.emit(
            .catchBegin, type: unit.pointer(to: type), a: exception, extra: type.raw)
        pushCleanup(.endCatch(caught), at: cursor)
        exceptions.caught.append(caught)
        if let variable, let details { bind(variable, details, to: object, type) }
        for part in parts where part.kind == .compoundStmt { scope(.compound, part) }
        exceptions.caught.removeLast()
        here(cursor)
        leaveScope(mark)
        builder.jump(to: after)
        builder.continueIn(next)
    }

    private func bind(
        _ variable: CXCursor, _ details: TypeDetails, to object: Operand, _ type: TypeID
    ) {
        let local = declareLocal(variable, kind: .variable)
        let target = place(of: local)
        builder.emit(.storageLive, type: unit.void, place: target)
        pushCleanup(.storage(local), at: variable)
        if details.isReference {
            store(object, to: target, flags: .isInitialization)
        } else {
            copyConstruct(target, from: pointee(object, type), moves: false, at: variable)
            pushDestruction(of: target)
        }
    }
}
