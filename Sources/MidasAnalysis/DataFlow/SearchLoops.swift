import MidasBase
import MidasIR

/// A loop that looks for an entry of a table by its key: a cursor that begins where the key's hash
/// says, and tests that compare a part of what it leads to with the key.
struct SearchLoop {
    var header: Int
    var blocks: BitSet
    var cursor: LocalID
    /// Blocks whose branch compares with the key, ascending; where control goes if it is found.
    var keyTests: [(block: Int, found: Int)] = []
    /// Blocks that run only for the entry that was found.
    var foundBlocks = BitSet()
    /// What the cursor begins with, and what it is moved to in the loop.
    var starts: [Operand] = []
    var steps: [Operand] = []
    /// What the keys are computed from.
    var keys: Set<ValueRoots.Root> = []
    /// The cursor is read from memory, not counted on: what it is does not depend on the layout.
    var isLoaded = false

    /// Whether the cursor, seen from a block, is what the search came to.
    func isOver(in block: Int) -> Bool { !blocks.contains(block) || foundBlocks.contains(block) }
}

/// Finds the searches of one function. A loop is one if the cursor's start is computed from what the
/// key is computed from (else the place where it begins says nothing about the key).
struct SearchLoopFinder {
    let function: Function
    let types: TypeTable
    let roots: ValueRoots
    /// Whether two sets of a function's variables have a common origin in all its callers.
    let areLinkedByCallers: (Set<LocalID>, Set<LocalID>) -> Bool
    let isExternal: (SymbolID) -> Bool

    init(
        _ function: Function, _ types: TypeTable, _ roots: ValueRoots,
        isExternal: @escaping (SymbolID) -> Bool,
        linked: @escaping (Set<LocalID>, Set<LocalID>) -> Bool
    ) {
        self.isExternal = isExternal
        self.function = function
        self.types = types
        self.roots = roots
        areLinkedByCallers = linked
    }

    func searches() -> [SearchLoop] {
        var found: [SearchLoop] = []
        var dominators: Dominators?
        for loop in function.naturalLoops {
            for cursor in cursors(of: loop) {
                guard var search = search(loop, cursor) else { continue }
                let known = dominators ?? Dominators(of: function.controlFlow, root: 0)
                dominators = known
                findFoundBlocks(&search, known)
                found.append(search)
                break
            }
        }
        return found
    }

    /// Variables that a loop moves on.
    func cursors(of loop: NaturalLoop) -> [LocalID] {
        var moved: [LocalID] = []
        loop.blocks.forEach { block in
            for index in function.blocks[BlockID(block)].instructions {
                let step = function.instructions[InstructionID(index)]
                guard step.opcode == .store, let place = step.place.id,
                    function.places[place].projections.count == 0,
                    case .local(let local) = function.places[place].root,
                    !moved.contains(local)
                else { continue }
                let type = function.locals[local].type
                guard types.isPointerLike(type) || types.integer(type) != nil else { continue }
                moved.append(local)
            }
        }
        return moved
    }

    func search(_ loop: NaturalLoop, _ cursor: LocalID) -> SearchLoop? {
        var search = SearchLoop(
            header: loop.header.index, blocks: loop.blocks, cursor: cursor)
        var keys: Set<ValueRoots.Root> = []
        loop.blocks.forEach { block in
            guard
                case .branch(let condition, let yes, let no) = function.blocks[BlockID(block)]
                    .terminator
            else { return }
            if let test = keyTest(condition, cursor, isNegated: false) {
                let inside = (loop.blocks.contains(yes.index), loop.blocks.contains(no.index))
                let found: BlockID?
                switch (inside, test.isEqual) {
                case ((false, true), nil): found = yes
                case ((true, false), nil): found = no
                case (_, nil): found = nil
                case (_, true?): found = yes
                case (_, false?): found = no
                }
                guard let found else { return }
                keys.formUnion(test.keys)
                search.keyTests.append((block, found.index))
            } else if isProbe(condition, cursor),
                !loop.blocks.contains(yes.index)
                    || !loop.blocks.contains(no.index)
            {
                keys.formUnion(keysStored(at: cursor))
            }
        }
        guard !keys.isEmpty else { return nil }
        split(&search)
        guard !search.starts.isEmpty, !search.steps.isEmpty else { return nil }
        search.keys = keys
        search.isLoaded = search.steps.allSatisfy { function.accessedPlace($0) != nil }
        return search.starts.contains { isHashed($0, keys) } ? search : nil
    }

    /// Whether what says where an operand is read from, or the number that it is, is computed from what
    /// some keys are computed from.
    func isHashed(_ operand: Operand, _ keys: Set<ValueRoots.Root>) -> Bool {
        indexParts(of: operand).contains { areLinked($0, keys) }
    }

    /// Whether the address of a place is.
    func isHashed(_ place: PlaceID, _ keys: Set<ValueRoots.Root>) -> Bool {
        indexParts(of: place, depth: 0).contains { areLinked($0, keys) }
    }

    /// Whether two computations begin with the same variable. Counters and numbers that all share say
    /// nothing of a key.
    func areLinked(_ operand: Operand, _ keys: Set<ValueRoots.Root>) -> Bool {
        let origins = roots.full(operand).filter(isTelling)
        let keys = keys.filter(isTelling)
        if !origins.isDisjoint(with: keys) { return true }
        return areLinkedByCallers(parameters(origins), parameters(keys))
    }

    func isTelling(_ root: ValueRoots.Root) -> Bool {
        guard case .local(let local) = root else { return true }
        return local.raw < function.parameterCount || !isCounter(local)
    }

    /// Whether a local only ever gets constants, and itself and a constant.
    func isCounter(_ local: LocalID) -> Bool {
        let stores = roots.stores(to: local)
        return !stores.isEmpty
            && stores.allSatisfy { operand in
                if function.constantInteger(operand) != nil { return true }
                let operand = function.withoutCasts(operand)
                guard let step = operand.value.map({ function.instructions[$0] }),
                    step.opcode == .binary
                else { return false }
                return roots.direct(operand) == [.local(local)]
            }
    }

    /// The numbers that say which element an operand is read from; if it is a number, itself.
    func indexParts(of operand: Operand) -> [Operand] {
        if let place = function.accessedPlace(operand) { return indexParts(of: place, depth: 0) }
        let operand = function.withoutCasts(operand)
        guard let step = operand.value.map({ function.instructions[$0] }) else { return [] }
        if step.opcode == .pointerAdd { return [step.b] }
        return types.isPointerLike(step.type) ? [] : [operand]
    }

    func indexParts(of place: PlaceID, depth: Int) -> [Operand] {
        var parts: [Operand] = []
        for case .index(let operand) in function.projections(of: place) { parts.append(operand) }
        if case .pointer(let pointer) = function.places[place].root {
            parts += indexParts(behind: pointer, depth: depth)
        }
        return parts
    }

    func indexParts(behind pointer: Operand, depth: Int) -> [Operand] {
        let pointer = function.withoutCasts(pointer)
        guard depth < 3, let value = pointer.value else { return [] }
        let step = function.instructions[value]
        switch step.opcode {
        case .pointerAdd: return [step.b]
        case .call: return Array(function.arguments(of: CallID(step.extra)))
        case .addressOf:
            return step.place.id.map { indexParts(of: $0, depth: depth + 1) } ?? []
        case .load:
            guard let local = function.rootLocal(step.place.id) else { return [] }
            return roots.stores(to: local).flatMap { stored -> [Operand] in
                indexParts(behind: stored, depth: depth + 1)
            }
        default: return []
        }
    }

    func parameters(_ roots: Set<ValueRoots.Root>) -> Set<LocalID> {
        var found: Set<LocalID> = []
        for case .local(let local) in roots where local.raw < function.parameterCount {
            found.insert(local)
        }
        return found
    }

    func split(_ search: inout SearchLoop) {
        for block in function.blocks.ids {
            for index in function.blocks[block].instructions {
                let step = function.instructions[InstructionID(index)]
                guard step.opcode == .store, let place = step.place.id,
                    function.places[place].root == .local(search.cursor)
                else { continue }
                if search.blocks.contains(block.index) {
                    search.steps.append(step.a)
                } else if function.constantInteger(step.a) == nil {
                    search.starts.append(step.a)
                }
            }
        }
    }
}
