import MidasBase
import MidasIR

extension PointsToSolver {
    /// The settled sets as facts.
    consuming func facts() -> PointsToFacts {
        var extraction = FactExtraction(solver: self)
        return extraction.extract()
    }

    /// The same, for those who go on with the solver.
    func copyOfFacts() -> PointsToFacts {
        var extraction = FactExtraction(solver: self)
        return extraction.extract()
    }
}

private struct FactExtraction {
    var solver: PointsToSolver
    private var facts = PointsToFacts()
    /// By the solver's set number.
    private var setIDs: [CellSetID?]
    /// Of an access: from the pointer's set, offset and width.
    private var accessIDs: [AccessKey: CellSetID] = [:]

    private struct AccessKey: Hashable {
        var set: TargetSets.SetNumber
        var offset: Bits
        var width: Bits
        var type: OptionalID<TypeTag>
        var root: OptionalID<TypeTag>
    }

    init(solver: consuming PointsToSolver) {
        self.solver = solver
        setIDs = []
    }

    mutating func extract() -> PointsToFacts {
        for instance in solver.instances.ids { places(of: instance) }
        for instance in solver.instances.ids { values(of: instance) }
        facts.objects = solver.objects.objects
        facts.cells = solver.objects.cells
        markRecursiveLocals()
        noteElements()
        for cell in facts.cells.ids {
            if let object = facts.elements[cell] {
                facts.cellTargets.append(facts.sets.intern([facts.objects[object].firstCell]))
                continue
            }
            let node = solver.knownNode(of: cell)
            facts.cellTargets.append(node.map { set(of: $0) } ?? CellSets.empty)
        }
        for state in solver.states { facts.results.append(set(of: state.result)) }
        for object in facts.objects.ids {
            switch facts.objects[object].kind {
            case .global(let symbol), .function(let symbol):
                facts.objectOfSymbol[symbol] = object
            default: break
            }
        }
        callGraph()
        facts.entered = solver.entered
        facts.caps = solver.caps
        facts.sharing = solver.cloning.caps
        facts.sizes = solver.sizes
        return facts
    }

    /// What a container holds is one object where the container is.
    private mutating func noteElements() {
        facts.containers = solver.containers
        facts.elements = solver.elementObjects
        for object in facts.objects.ids {
            guard case .elements(let cell) = facts.objects[object].kind else { continue }
            let holder = facts.cells[cell].object
            if !facts.objects[holder].isSingle { facts.objects[object].isSingle = false }
        }
    }

    private mutating func set(of node: NodeID) -> CellSetID {
        id(of: solver.graph.allTargets(node))
    }

    private mutating func id(of set: TargetSets.SetNumber) -> CellSetID {
        if set == 0 { return CellSets.empty }
        while setIDs.count <= Int(set) { setIDs.append(nil) }
        if let known = setIDs[Int(set)] { return known }
        let id = facts.sets.intern(cells(of: set))
        setIDs[Int(set)] = id
        return id
    }

    /// A set as cells: all of an object for a target somewhere in it.
    private func cells(of set: TargetSets.SetNumber) -> [CellID] {
        let members = solver.graph.sets[set]
        guard let last = members.last, last & ObjectTable.somewhere != 0 else {
            return members.map { CellID($0) }
        }
        var all: [UInt32] = []
        for target in members {
            if target & ObjectTable.somewhere == 0 {
                all.append(target)
            } else {
                all.append(contentsOf: wholeObject(target))
            }
        }
        all.sort()
        var unique: [CellID] = []
        for raw in all where unique.last?.raw != raw { unique.append(CellID(raw)) }
        return unique
    }

    private func carvings(of target: UInt32) -> [UInt32] {
        solver.carvings(of: CellID(target)).flatMap { Array(solver.objects.allCells($0)) }
    }

    private func wholeObject(_ target: UInt32) -> Range<UInt32> {
        let cell = CellID(target & ~ObjectTable.somewhere)
        return solver.objects.allCells(solver.objects.cells[cell].object)
    }

    // MARK: Places and values

    private mutating func places(of instance: InstanceID) {
        let function = solver.program.functions[solver.instances[instance].function]
        var all: [CellSetID] = []
        all.reserveCapacity(function.places.count)
        for place in function.places.ids {
            all.append(cells(of: solver.access(place, function, instance)))
        }
        facts.placeCells.append(all)
        facts.localObjects.append(
            function.locals.ids.map { solver.localObject($0, function, instance) })
    }

    private mutating func cells(of access: Access) -> CellSetID {
        switch access {
        case .nowhere: return CellSets.empty
        case .cells(let range): return facts.sets.intern(range.map { CellID($0) })
        case .pointer(let node, let offset, let width, let type, let root):
            let set = solver.graph.allTargets(node)
            if set == 0 { return CellSets.empty }
            let key = AccessKey(set: set, offset: offset, width: width, type: type, root: root)
            if let known = accessIDs[key] { return known }
            var touched: [UInt32] = []
            for target in Array(solver.graph.sets[set]) {
                if width == 8 && target & ObjectTable.somewhere != 0 {
                    touched.append(contentsOf: wholeObject(target))
                } else {
                    if width == 8 { touched += carvings(of: target) }
                    solver.forEachAccessed(target, offset, width, type, root) {
                        touched.append($1.raw)
                    }
                }
            }
            touched.sort()
            var unique: [CellID] = []
            for raw in touched where unique.last?.raw != raw { unique.append(CellID(raw)) }
            let id = facts.sets.intern(unique)
            accessIDs[key] = id
            return id
        }
    }

    private mutating func values(of instance: InstanceID) {
        let state = solver.states[instance.index]
        facts.valueTargets.append(
            state.valueNodes.map { $0 == .max ? CellSets.empty : set(of: NodeID($0)) })
    }

    // MARK: Calls

    private mutating func callGraph() {
        facts.callGraph.instances = solver.instances
        for call in solver.calls {
            if !call.targets.isEmpty {
                facts.callGraph.targets[call.site] = call.targets.sorted(by: precedes)
            } else if call.isIndirect {
                facts.callGraph.unresolved.append(call.site)
            }
            if !call.callbacks.isEmpty {
                facts.callGraph.callbacks[call.site] = call.callbacks.sorted {
                    ($0.target, $0.model) < ($1.target, $1.model)
                }
            }
        }
        facts.callGraph.unresolved.sort {
            ($0.instance, $0.instruction) < ($1.instance, $1.instruction)
        }
    }

    private func precedes(_ a: CallTarget, _ b: CallTarget) -> Bool {
        switch (a, b) {
        case (.instance(let a), .instance(let b)): a < b
        case (.instance, .external): true
        case (.external, .instance): false
        case (.external(let a), .external(let b)): a < b
        }
    }

    /// Several activations of a recursive function exist at once.
    private mutating func markRecursiveLocals() {
        var edges: [(from: UInt32, to: UInt32)] = []
        for call in solver.calls {
            for case .instance(let callee) in call.targets {
                edges.append((call.site.instance.raw, callee.raw))
            }
            for callback in call.callbacks {
                edges.append((call.site.instance.raw, callback.target.raw))
            }
        }
        let graph = Graph(nodeCount: solver.instances.count, edges: edges)
        let components = StronglyConnectedComponents(of: graph)
        var isRecursive = [Bool](repeating: false, count: solver.instances.count)
        for members in components.members where members.count > 1 {
            for member in members { isRecursive[Int(member)] = true }
        }
        for edge in edges where edge.from == edge.to { isRecursive[Int(edge.from)] = true }
        for object in facts.objects.ids {
            switch facts.objects[object].kind {
            case .local(let instance, _), .result(let instance):
                if isRecursive[instance.index] { facts.objects[object].isSingle = false }
            default: break
            }
        }
    }
}
