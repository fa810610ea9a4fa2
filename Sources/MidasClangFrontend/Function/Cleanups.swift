import CLibClang
import MidasBase
import MidasIR

/// What is to be done when control leaves a scope.
struct Cleanup {
    enum Action {
        /// The local is gone.
        case storage(LocalID)
        /// The destructor of the object is called.
        case destroy(PlaceID, SymbolID)
        /// The elements of the array are destroyed, the last one first.
        case destroyElements(PlaceID, element: TypeID, count: UInt64, SymbolID)
        /// The function is called with the address of the object.
        case call(SymbolID, PlaceID)
        /// The handler of the exception whose address is in the local ends.
        case endCatch(LocalID)
        /// The storage at the address in the local is given back; only for an exception in a
        /// constructor.
        case deallocate(LocalID, SymbolID)
        /// Exceptions go to a handler of this `try`.
        case handlers
    }

    var id: UInt32
    var action: Action
    /// Set where the object was made, zero where it was not: of what is made conditionally.
    var flag: LocalID?
    var range: RangeID
    /// Whether only an exception runs it: what a constructor made before it threw.
    var onlyUnwinds = false

    var isForExceptions: Bool {
        switch action {
        case .storage: false
        default: true
        }
    }

    var isOnlyForExceptions: Bool {
        switch action {
        case .deallocate, .handlers: true
        default: onlyUnwinds
        }
    }
}

/// Scopes and what their ends do.
extension FunctionLowering {
    func pushCleanup(_ action: Cleanup.Action, at cursor: CXCursor) {
        here(cursor)
        pushCleanup(action)
    }

    func pushCleanup(_ action: Cleanup.Action, flag: LocalID? = nil) {
        cleanups.append(
            Cleanup(id: nextCleanup, action: action, flag: flag, range: builder.range))
        nextCleanup += 1
    }

    /// The end of a scope that control may reach: does what is to be done, and forgets it.
    func leaveScope(_ mark: Int) {
        emitCleanups(downTo: mark)
        dropCleanups(to: mark)
    }

    /// Does what leaving the scopes above `mark` asks for, which stay open for other paths.
    func emitCleanups(downTo mark: Int, leavesFunction: Bool = false) {
        guard cleanups.count > mark, !builder.isTerminated else { return }
        let open = cleanups
        while cleanups.count > mark {
            let last = cleanups.removeLast()
            emit(last, leavesFunction: leavesFunction)
        }
        cleanups = open
    }

    func dropCleanups(to mark: Int) {
        guard cleanups.count > mark else { return }
        let hadExceptions = cleanups[mark...].contains(where: \.isForExceptions)
        cleanups.removeLast(cleanups.count - mark)
        if hadExceptions { builder.setUnwind(.none) }
    }

    func emit(_ cleanup: Cleanup, leavesFunction: Bool, unwinds: Bool = false) {
        guard unwinds || !cleanup.isOnlyForExceptions else { return }
        guard let flag = cleanup.flag else { return emit(cleanup.action, leavesFunction) }
        let act = builder.makeBlock()
        let after = builder.makeBlock()
        builder.terminate(.branch(load(place(of: flag), flags: .isImplicit), act, after))
        builder.continueIn(act)
        emit(cleanup.action, leavesFunction)
        store(integer(UInt64(0), unit.bool), to: place(of: flag), flags: .isImplicit)
        builder.jump(to: after)
        builder.continueIn(after)
    }

    private func emit(_ action: Cleanup.Action, _ leavesFunction: Bool) {
        switch action {
        case .storage(let local):
            // The end of the function ends all its locals.
            guard !leavesFunction else { return }
            builder.emit(
                .storageDead, flags: .isImplicit, type: unit.void, place: place(of: local))
        case .destroy(let object, let destructor): destroy(object, with: destructor)
        case .destroyElements(let array, let element, let count, let destructor):
            destroyElements(of: array, element, count, with: destructor)
        case .call(let function, let object):
            let argument = address(of: object)
            prepareUnwind(for: .direct(function))
            builder.call(
                .direct(function), [argument], type: unit.unit.symbols[function].type,
                resultType: unit.void, instructionFlags: .isImplicit)
        case .endCatch(let exception):
            let pointer = load(place(of: exception), flags: .isImplicit)
            builder.emit(.catchEnd, flags: .isImplicit, type: unit.void, a: pointer)
        case .deallocate(let storage, let function):
            builder.call(
                .direct(function), [load(place(of: storage), flags: .isImplicit)],
                type: unit.unit.symbols[function].type, resultType: unit.void,
                flags: .isDeallocation, instructionFlags: .isImplicit)
        case .handlers: break
        }
    }
}
