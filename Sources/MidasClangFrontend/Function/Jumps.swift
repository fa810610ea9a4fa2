import CLibClang
import MidasBase
import MidasIR

/// A label, and the cleanups that are open where it stands.
struct Label {
    var block: BlockID
    var cleanups: [Cleanup]?
}

/// A `goto` to a label whose place was not known yet.
struct PendingGoto {
    var from: BlockID
    var label: UInt
    var cleanups: [Cleanup]
    var range: RangeID
    var statement: StatementID
}

/// A `goto *p`; its targets are the labels whose address is taken, known at the end.
struct PendingIndirectJump {
    var from: BlockID
    var pointer: Operand
    var range: RangeID
    var statement: StatementID
}

/// A `switch` whose body is being lowered.
struct SwitchInProgress {
    var cases: [SwitchCase] = []
    var otherwise: BlockID?
    var type: TypeID
}

/// `goto`, labels, `break`, `continue`, `switch`.
extension FunctionLowering {
    func jumpOut(_ cursor: CXCursor, toBreak: Bool) {
        let candidates = jumpTargets.last { toBreak || $0.onContinue != nil }
        guard let target = candidates,
            let block = toBreak ? target.onBreak : target.onContinue
        else { return addHole("jump out of no loop", at: cursor) }
        emitCleanups(downTo: target.cleanupCount)
        builder.jump(to: block)
        builder.continueIn(builder.makeBlock())
    }

    // MARK: Labels

    private func label(_ key: UInt) -> Label {
        if let known = labels[key] { return known }
        let label = Label(block: builder.makeBlock(), cleanups: nil)
        labels[key] = label
        return label
    }

    func labelBlock(_ key: UInt) -> BlockID { label(key).block }

    /// The label that a jump or an address refers to.
    private func referencedLabel(_ cursor: CXCursor) -> UInt? {
        let target = cursor.referenced
        if target.kind == .labelStmt { return target.nodeKey }
        for child in cursors.children(of: cursor) where child.kind == .labelRef {
            let target = child.referenced
            if target.kind == .labelStmt { return target.nodeKey }
        }
        return nil
    }

    func enterLabel(_ cursor: CXCursor) {
        var label = label(cursor.nodeKey)
        label.cleanups = cleanups
        labels[cursor.nodeKey] = label
        builder.jump(to: label.block)
        builder.continueIn(label.block)
    }

    func labelStatement(_ cursor: CXCursor) {
        enterLabel(cursor)
        for child in cursors.children(of: cursor) where child.isStatement || child.isExpression {
            statement(child)
        }
    }

    func gotoStatement(_ cursor: CXCursor) {
        guard let key = referencedLabel(cursor) else {
            return addHole("goto without its label", at: cursor)
        }
        _ = label(key)
        pendingGotos.append(
            PendingGoto(
                from: builder.currentBlock, label: key, cleanups: cleanups, range: builder.range,
                statement: builder.statement))
        if builder.isTerminated { pendingGotos.removeLast() }
        builder.continueIn(builder.makeBlock())
    }

    func labelAddress(_ cursor: CXCursor) -> Operand {
        guard let key = referencedLabel(cursor) else { return unknown(cursor) }
        let block = label(key).block
        if !addressedLabels.contains(block) { addressedLabels.append(block) }
        return builder.constant(.label(block))
    }

    func indirectGoto(_ cursor: CXCursor) {
        guard let child = cursors.children(of: cursor).first(where: \.isExpression) else {
            return addHole("goto without its target", at: cursor)
        }
        let pointer = value(child)
        here(cursor)
        if !builder.isTerminated {
            pendingIndirectJumps.append(
                PendingIndirectJump(
                    from: builder.currentBlock, pointer: pointer, range: builder.range,
                    statement: builder.statement))
        }
        builder.continueIn(builder.makeBlock())
    }

    /// At the end of the body, when every label is known: each `goto` leaves the scopes that its
    /// label is not in.
    func finishJumps() {
        for jump in pendingGotos {
            guard let label = labels[jump.label] else { continue }
            builder.continueIn(jump.from)
            builder.range = jump.range
            builder.statement = jump.statement
            let kept = Set((label.cleanups ?? []).map(\.id))
            cleanups = jump.cleanups
            while let last = cleanups.last {
                if !kept.contains(last.id) { emit(last, leavesFunction: false) }
                cleanups.removeLast()
            }
            builder.jump(to: label.block)
        }
        pendingGotos = []
        cleanups = []
        defer { pendingIndirectJumps = [] }
        for jump in pendingIndirectJumps {
            builder.continueIn(jump.from)
            builder.range = jump.range
            builder.statement = jump.statement
            let start = UInt32(builder.function.jumpTargets.count)
            builder.function.jumpTargets += addressedLabels
            let targets = Slice32(start: start, count: UInt32(addressedLabels.count))
            builder.terminate(.indirectJump(jump.pointer, targets: targets))
        }
    }

    // MARK: switch

    func switchStatement(_ cursor: CXCursor) {
        let mark = cleanups.count
        var parts = cursors.children(of: cursor).filter {
            $0.isExpression || $0.isStatement || $0.kind == .varDecl
        }
        while parts.count > 2, let first = parts.first {
            parts.removeFirst()
            if first.kind == .varDecl { variable(first) } else { statement(first) }
        }
        guard parts.count == 2 else { return addHole("switch without its parts", at: cursor) }
        declareHidden(of: cursor, in: parts)
        var operand = Operand.none
        fullExpression { operand = value(parts[0]) }
        let dispatch = builder.currentBlock
        let after = builder.makeBlock()
        let range = builder.range
        let statement = builder.statement
        switches.append(SwitchInProgress(type: type(of: operand)))
        jumpTargets.append(
            JumpTargets(onBreak: after, onContinue: nil, cleanupCount: cleanups.count))
        builder.continueIn(builder.makeBlock())
        self.statement(parts[1])
        jumpTargets.removeLast()
        here(cursor)
        builder.jump(to: after)
        let arms = switches.removeLast()
        builder.continueIn(dispatch)
        builder.range = range
        builder.statement = statement
        let start = UInt32(builder.function.switchCases.count)
        builder.function.switchCases += arms.cases
        builder.terminate(
            .switch(
                operand, cases: Slice32(start: start, count: UInt32(arms.cases.count)),
                otherwise: arms.otherwise ?? after))
        builder.continueIn(after)
        leaveScope(mark)
    }

    /// A block that the `switch` and the statement before may enter.
    private func enterArm() -> BlockID {
        let block = builder.makeBlock()
        builder.jump(to: block)
        builder.continueIn(block)
        return block
    }

    func caseStatement(_ cursor: CXCursor) {
        let parts = cursors.children(of: cursor).filter { $0.isExpression || $0.isStatement }
        let block = enterArm()
        guard let current = switches.indices.last, let first = parts.first,
            let low = caseValue(first)
        else {
            addHole("case without its value", at: cursor)
            return
        }
        var high = low
        var body = parts.dropFirst()
        if parts.count > 2, let second = body.popFirst() { high = caseValue(second) ?? low }
        switches[current].cases.append(SwitchCase(low: low, high: high, target: block))
        for statement in body { self.statement(statement) }
    }

    private func caseValue(_ cursor: CXCursor) -> UInt64? {
        guard let bits = evaluatedInteger(cursor), let current = switches.last else { return nil }
        guard let type = types.integer(current.type) else { return bits }
        return Self.truncated(bits, type.bits, signed: type.signed)
    }

    func defaultStatement(_ cursor: CXCursor) {
        let block = enterArm()
        if let current = switches.indices.last { switches[current].otherwise = block }
        for child in cursors.children(of: cursor) where child.isStatement || child.isExpression {
            statement(child)
        }
    }
}
