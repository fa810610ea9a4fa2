import CLibClang
import MidasBase
import MidasIR

/// Temporaries, and when they end.
extension FunctionLowering {
    /// Lowers a full expression: its temporaries end with it (C++20 class.temporary).
    func fullExpression(_ body: () -> Void) {
        guard unit.isCXX else { return body() }
        let mark = cleanups.count
        let outer = extended
        extended = []
        body()
        leaveScope(mark)
        let kept = extended
        extended = outer
        for target in kept { pushDestruction(of: target) }
    }

    /// A condition: its temporaries end before either path goes on.
    func fullCondition(_ cursor: CXCursor, _ first: BlockID, _ second: BlockID) {
        guard unit.isCXX else { return branch(cursor, first, second) }
        let mark = cleanups.count
        let arms = [builder.makeBlock(), builder.makeBlock()]
        branch(cursor, arms[0], arms[1])
        for (arm, target) in zip(arms, [first, second]) {
            builder.continueIn(arm)
            emitCleanups(downTo: mark)
            builder.jump(to: target)
        }
        dropCleanups(to: mark)
    }

    /// What a reference is bound to: an object, or a temporary that lives as long as the reference.
    func lifetimeExtended(_ cursor: CXCursor, _ type: TypeID) -> PlaceID {
        guard unit.isCXX, !isObject(cursor) else { return adjusted(place(cursor), to: type) }
        let inner = prvalue(cursor)
        let held = unit.details(of: inner).id
        let target = isStaticInitializer ? staticTemporary(held) : temporary(held)
        extendingLists(isInitializerList(held)) { initialize(target, with: inner) }
        if !isStaticInitializer { extended.append(target) }
        return adjusted(target, to: type)
    }

    /// The expression that makes the temporary, conversions to bases and qualifiers removed.
    private func prvalue(_ cursor: CXCursor) -> CXCursor {
        var current = cursor
        while current.kind == .unexposedExpr || current.kind == .parenExpr,
            let child = onlyChild(current)
        {
            let own = unit.details(of: current).id
            let inner = unit.details(of: child).id
            guard own == inner || conversionToBase(from: inner, to: own) != nil else { break }
            current = child
        }
        return current
    }
}
