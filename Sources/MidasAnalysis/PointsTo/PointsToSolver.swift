import MidasBase
import MidasDictionary
import MidasIR

/// Inclusion-based points-to analysis with the call graph made on the way (Andersen, "Program
/// analysis and specialization for the C programming language", 1994), field-sensitive, solved in
/// waves (Pereira and Berlin, "Wave propagation and deep propagation for pointer analysis", CGO
/// 2009): join cycles, pass what is new on in topological order, then act on it.
struct PointsToSolver {
    let program: Program
    let models: ExternalModels
    let hierarchy: ClassHierarchy
    let cloning: CloningPolicy
    let containers: ContainerTypes
    var heapTypes: HeapTypes
    var graph = ConstraintGraph()
    var objects: ObjectTable
    /// By cell: its node, or `.max` while it has none.
    private var cellNodes: [UInt32] = []
    private var addressNodes: [CellID: NodeID] = [:]
    var compatibility: TypeCompatibility
    var fits = TypeFits()
    var signatures: Signatures
    var keptPointers: KeptPointers
    /// Casts of pointers kept as `void *`.
    var restorations: [Restoration] = []
    /// By the node of memory without inner order and a pointee's type: what comes out as one.
    var restoredNodes = PairMemo()
    var tails = AllocationTails()
    var instances: Arena<InstanceTag, FunctionInstance> = Arena()
    var states: [InstanceState] = []
    var instanceIDs: [FunctionInstance: InstanceID] = [:]
    /// By function, once it was asked for.
    var hiddenPointers: [HiddenPointers?]
    /// Instances that calls with one receiver share.
    var receiverInstances: [ReceiverContext: InstanceID] = [:]
    /// By function, once it was asked for.
    var receivers: [Receivers?]
    /// By function: has an instance.
    var isReached: [Bool]
    /// Instances whose bodies are still to be read.
    var unread: [InstanceID] = []
    var calls: [CallRecord] = []
    var callbacks: [CallbackRecord] = []
    var blocks: [MemoryBlock] = []
    /// What is thrown.
    let exceptions: NodeID
    /// By pointee type: pointers that code outside the tree may hand in.
    var outsideNodes: [TypeID: NodeID] = [:]
    var unreadOutside: [ObjectID] = []
    /// What the outside calls.
    var entered: [InstanceID] = []
    /// By class: its call operators.
    var callOperators: [RecordID: [FunctionID]] = [:]
    /// By the cell of a container: what it holds.
    var elementObjects: [CellID: ObjectID] = [:]
    var caps: [String]
    private var movements = Movements()
    /// By set and movement: the set that it becomes.
    private var movedSets = PairMemo()
    private(set) var steps = 0
    private(set) var waves = 0
    let types: TypeTable
    let void: TypeID

    init(_ program: Program, _ models: ExternalModels) {
        var types = program.types
        void = types.intern(.void, size: TypeEntry.unknownSize, alignment: 1)
        self.types = types
        self.program = program
        self.models = models
        hierarchy = ClassHierarchy(program)
        cloning = CloningPolicy(program, models)
        caps = []
        heapTypes = HeapTypes(types: types, functionCount: program.functions.count)
        containers = ContainerTypes(program, models.dictionary)
        objects = ObjectTable(
            table: LayoutTable(types: types, void: void, wholes: containers.records))
        receivers = Array(repeating: nil, count: program.functions.count)
        hiddenPointers = Array(repeating: nil, count: program.functions.count)
        compatibility = TypeCompatibility(types)
        signatures = Signatures(types)
        keptPointers = KeptPointers(types: types, functionCount: program.functions.count)
        isReached = Array(repeating: false, count: program.functions.count)
        exceptions = graph.makeNode()
        for symbol in program.symbols.elements {
            guard let record = symbol.record.id, let body = symbol.body.id,
                symbol.flags.contains(.takesThis),
                program.strings[symbol.name] == "operator()"
            else { continue }
            callOperators[record, default: []].append(body)
        }
    }

    // MARK: Nodes

    /// The node of what a cell holds; nil where it cannot hold a pointer.
    mutating func node(of cell: CellID) -> NodeID? {
        while cellNodes.count <= cell.index { cellNodes.append(.max) }
        let known = cellNodes[cell.index]
        if known != .max { return NodeID(known) }
        guard objects.leaf(of: cell).holdsPointers else { return nil }
        let node = graph.makeNode()
        cellNodes[cell.index] = node.raw
        return node
    }

    func knownNode(of cell: CellID) -> NodeID? {
        guard cell.index < cellNodes.count, cellNodes[cell.index] != .max else { return nil }
        return NodeID(cellNodes[cell.index])
    }

    /// A node that points to exactly this cell.
    mutating func address(of cell: CellID) -> NodeID {
        if let node = addressNodes[cell] { return node }
        let node = graph.makeNode()
        graph.addTarget(cell, to: node)
        addressNodes[cell] = node
        return node
    }

    mutating func address(ofObject object: ObjectID) -> NodeID {
        address(of: objects.firstCell(object))
    }

    // MARK: Objects

    mutating func global(_ symbol: SymbolID) -> ObjectID {
        let entry = program.symbols[symbol]
        let isSingle = !entry.flags.contains(.isThreadLocal)
        let (id, isNew) = objects.object(.global(symbol), type: entry.type, isSingle: isSingle)
        if isNew && !entry.flags.contains(.isDefined) && !entry.flags.contains(.isTentative) {
            fillFromOutside(id)
        }
        return id
    }

    mutating func function(_ symbol: SymbolID) -> ObjectID {
        objects.object(.function(symbol), type: program.symbols[symbol].type, isSingle: true).id
    }

    /// All string literals are one object: nothing writes to them, and every literal that goes
    /// through a logging function would else be told apart in every set.
    mutating func literal(of type: TypeID) -> ObjectID {
        objects.object(.literal(StringTable.empty), type: type).id
    }

    // MARK: Solving

    /// Reads the bodies that can be reached and settles all sets.
    mutating func solve() {
        while true {
            if steps > Self.stepLimit {
                if !caps.contains(Self.stepCap) { caps.append(Self.stepCap) }
                return
            }
            readBodies()
            let late = graph.takeLate()
            for (constraint, set) in late { act(on: constraint, set) }
            let dirty = graph.takeDirty()
            if dirty.isEmpty && late.isEmpty && unread.isEmpty && unreadOutside.isEmpty {
                let isOpened = openRestorations()
                if !linkMisfits() && !isOpened { return }
            } else {
                runWave(dirty)
            }
        }
    }

    private mutating func readBodies() {
        while true {
            if let object = unreadOutside.popLast() {
                fillFromOutside(object)
            } else if let instance = unread.popLast() {
                generate(instance)
            } else {
                return
            }
        }
    }

    private mutating func runWave(_ dirty: [UInt32]) {
        waves += 1
        graph.compressPaths()
        var news: [(node: NodeID, new: TargetSets.SetNumber)] = []
        for node in graph.collapseCycles(reachableFrom: dirty) {
            let node = graph.representative(NodeID(node))
            let new = graph.advance(node.raw)
            if new != 0 && graph.hasConstraints(node) { news.append((node, new)) }
        }
        var constraints: [UInt32] = []
        for (node, new) in news {
            constraints.removeAll(keepingCapacity: true)
            graph.forEachConstraint(on: node) { constraints.append($0) }
            for constraint in constraints { act(on: constraint, new) }
            if steps > Self.stepLimit { return }
        }
    }

    /// Targets that constraints may be asked about; then the sets stay as they are.
    static let stepLimit = 60_000_000
    private static let stepCap =
        "pointers were followed for \(stepLimit) steps; where they lead is not all known"

    /// What a constraint means for new targets.
    private mutating func act(on number: UInt32, _ set: TargetSets.SetNumber) {
        guard set != 0 else { return }
        let constraint = graph.constraints[Int(number)]
        if graph.log != nil { graph.log!.current = number }
        defer { if graph.log != nil { graph.log!.current = .max } }
        let range = graph.sets.range(set)
        if !constraint.kind.isMovement { steps += range.count }
        switch constraint.kind {
        case .shift, .step, .wander, .tail, .filter, .restore:
            shift(constraint, set)
        case .load:
            for index in range {
                load(graph.sets.members[index], constraint)
            }
        case .store:
            for index in range {
                store(graph.sets.members[index], constraint)
            }
        case .elements: elements(constraint, Array(graph.sets[set]))
        case .call:
            for index in range {
                callTarget(graph.sets.members[index], Int(constraint.node))
            }
        case .dispatch:
            for index in range {
                dispatch(graph.sets.members[index], Int(constraint.node))
            }
        case .callback:
            for index in range {
                callbackTarget(graph.sets.members[index], Int(constraint.node))
            }
        case .loadBlock:
            for index in range {
                loadBlock(graph.sets.members[index], Int(constraint.node))
            }
        case .storeBlock:
            for index in range {
                storeBlock(graph.sets.members[index], Int(constraint.node))
            }
        }
    }

    /// Moves all targets of a set; what a movement makes of a set is computed once.
    private mutating func shift(_ constraint: Constraint, _ set: TargetSets.SetNumber) {
        let movement = movements.number(of: constraint)
        if let known = movedSets[set, movement] {
            steps += 1
            return graph.add(known, to: NodeID(constraint.node))
        }
        steps += graph.sets.size(set)
        var reached: [UInt32] = []
        for raw in Array(graph.sets[set]) {
            if let target = moved(raw, constraint) { reached.append(target) }
        }
        reached.sort()
        var unique: [UInt32] = []
        for raw in reached where unique.last != raw { unique.append(raw) }
        let result = graph.sets.intern(unique)
        movedSets[set, movement] = result
        graph.add(result, to: NodeID(constraint.node))
    }

    private mutating func load(_ target: UInt32, _ constraint: Constraint) {
        forEachNode(of: target, constraint) { solver, cell, node in
            let origin = solver.asRead(node, cell, constraint.type)
            solver.graph.addEdge(origin, NodeID(constraint.node))
        }
    }

    private mutating func store(_ target: UInt32, _ constraint: Constraint) {
        forEachNode(of: target, constraint) { solver, _, node in
            solver.graph.addEdge(NodeID(constraint.node), node)
        }
    }

    /// Whether an access as `type` may mean this cell.
    mutating func mayTouch(_ cell: CellID, _ type: OptionalID<TypeTag>) -> Bool {
        guard let type = type.id else { return true }
        let leaf = objects.leaf(of: cell)
        return objects.isBlob(leaf) || compatibility.mayAlias(leaf.type, type)
    }

    private mutating func forEachNode(
        of target: UInt32, _ constraint: Constraint,
        _ body: (inout PointsToSolver, CellID, NodeID) -> Void
    ) {
        forEachAccessed(
            target, constraint.offset, constraint.width, constraint.type, constraint.root
        ) { solver, cell in
            if let node = solver.node(of: cell) { body(&solver, cell, node) }
        }
    }
}
