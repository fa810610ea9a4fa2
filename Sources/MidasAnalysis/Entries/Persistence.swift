import MidasBase
import MidasIR

/// Which objects are persistent: static storage; locals of activations that are alive between
/// requests and that a later request may read; what entry functions are handed; and everything that
/// pointers in these lead to.
struct Persistence {
    private let calls: InstanceCalls
    private let alive: Set<InstanceID>
    private var facts: PointsToFacts { calls.facts }
    private(set) var objects = BitSet()
    private var open: [ObjectID] = []

    init(
        _ calls: InstanceCalls, alive: Set<InstanceID>, loops: RequestLoopFinder,
        entries: [Entry]
    ) {
        self.calls = calls
        self.alive = alive
        for id in facts.objects.ids {
            if case .global = facts.objects[id].kind { add(id) }
        }
        for (loop, blocks) in zip(loops.found, loops.blocks) where !loop.header.isNone {
            addLocals(of: loop, blocks)
        }
        for entry in entries { addArguments(of: entry) }
        close()
    }

    private mutating func add(_ object: ObjectID) {
        if objects.insert(object.index) { open.append(object) }
    }

    /// What a loop carries from one iteration to the next.
    private mutating func addLocals(of loop: RequestLoop, _ blocks: BitSet) {
        let function = calls.function(loop.instance)
        guard let header = loop.header.id else { return }
        let carried = LoopCarriedLocals(function, header: header, blocks: blocks).locals
        carried.forEach { add(facts.localObjects[loop.instance][$0]) }
    }

    private mutating func addArguments(of entry: Entry) {
        switch entry.kind {
        case .main, .initializer, .exitHandler: return
        case .thread where !alive.contains(entry.instance): return
        case .thread, .signalHandler, .requestHandler, .library: break
        }
        let count = Int(calls.function(entry.instance).parameterCount)
        for object in facts.localObjects[entry.instance].prefix(count) { addTargets(of: object) }
    }

    private mutating func addTargets(of object: ObjectID) {
        let first = facts.objects[object].firstCell.raw
        for raw in first..<first + facts.objects[object].cellCount {
            for target in facts.sets[facts.cellTargets[CellID(raw)]] {
                reach(facts.cells[target].object)
            }
        }
    }

    private mutating func reach(_ object: ObjectID) {
        if case .elements(let cell) = facts.objects[object].kind {
            // What a container holds lasts as long as the container.
            if objects.contains(facts.cells[cell].object.index) { add(object) }
            return
        }
        switch facts.objects[object].kind {
        case .global, .heap, .outside, .unknown: add(object)
        case .local(let instance, _), .result(let instance), .variadic(let instance):
            if alive.contains(instance) { add(object) }
        case .literal, .function, .external, .hidden, .elements: break
        }
    }

    private mutating func close() {
        while let object = open.popLast() { addTargets(of: object) }
    }
}

/// The locals of a function that one iteration of a loop may leave for a later one: not declared in
/// the loop, and read in it before they are written, or read through their address.
struct LoopCarriedLocals {
    private(set) var locals: BitSet
    private var escaping: BitSet
    private var declaredInside: BitSet

    init(_ function: Function, header: BlockID, blocks: BitSet) {
        locals = BitSet(capacity: function.locals.count)
        escaping = locals
        declaredInside = locals
        for step in function.instructions.elements where step.opcode == .addressOf {
            if let local = function.rootLocal(step.place.id) { escaping.insert(local.index) }
        }
        for operand in function.operands {
            if let local = function.rootLocal(operand.place) { escaping.insert(local.index) }
        }
        var used = BitSet(capacity: function.locals.count)
        blocks.forEach { block in
            for index in function.blocks[BlockID(block)].instructions {
                let step = function.instructions[InstructionID(index)]
                guard let local = function.rootLocal(step.place.id) else { continue }
                used.insert(local.index)
                if step.opcode == .storageLive { declaredInside.insert(local.index) }
            }
        }
        locals = Self.exposed(function, header, blocks)
        escaping.formIntersection(used)
        // A temporary ends with the full expression that made it (ISO C++, [class.temporary]).
        for local in function.locals.ids where function.locals[local].kind == .temporary {
            escaping.remove(local.index)
        }
        locals.formUnion(escaping)
        locals.subtract(declaredInside)
    }

    /// Locals that are read before they are written on some path from the header.
    private static func exposed(
        _ function: Function, _ header: BlockID, _ blocks: BitSet
    ) -> BitSet {
        var live: [Int: BitSet] = [:]
        let members = blocks.members.reversed()
        var changed = true
        while changed {
            changed = false
            for block in members {
                var set = BitSet(capacity: function.locals.count)
                function.forEachSuccessor(of: BlockID(block)) { next in
                    if let other = live[next.index] { set.formUnion(other) }
                }
                transfer(function, BlockID(block), &set)
                if live[block] != set {
                    live[block] = set
                    changed = true
                }
            }
        }
        return live[header.index] ?? BitSet()
    }

    private static func transfer(_ function: Function, _ block: BlockID, _ live: inout BitSet) {
        for index in function.blocks[block].instructions.reversed() {
            let step = function.instructions[InstructionID(index)]
            if step.opcode == .copy || step.opcode == .compareExchange,
                let local = function.rootLocal(PlaceID(step.extra))
            {
                live.insert(local.index)
            }
            guard let local = function.rootLocal(step.place.id), let place = step.place.id else {
                continue
            }
            switch step.opcode {
            case .store, .zero, .copy, .initializeBytes:
                let isWhole = function.places[place].projections.count == 0
                if isWhole { live.remove(local.index) }
            case .storageLive: live.remove(local.index)
            case .storageDead, .addressOf: break
            default: live.insert(local.index)
            }
        }
    }
}

extension Function {
    func rootLocal(_ place: PlaceID?) -> LocalID? {
        guard let place, case .local(let local) = places[place].root else { return nil }
        return local
    }
}
