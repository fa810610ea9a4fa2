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
    let underConstruction: ConstructionWindows
    let cloning: CloningPolicy
    let containers: ContainerTypes
    var heapTypes: HeapTypes
    var allocations: [CallSite: HeapAllocation] = [:]
    /// By function: who calls it by name; empty until it is asked for.
    var directCallers: [[(caller: FunctionID, site: InstructionID)]] = []
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
    /// Casts to pointers to records of what was not kept before.
    var carvingCasts: [Restoration] = []
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
    var movements = Movements()
    /// By set and movement: the set that it becomes.
    var movedSets = PairMemo()
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
        underConstruction = ConstructionWindows(program, hierarchy)
        cloning = CloningPolicy(program, models)
        caps = []
        heapTypes = HeapTypes(types: types, functionCount: program.functions.count)
        containers = ContainerTypes(program, models.dictionary)
        objects = ObjectTable(
            table: LayoutTable(
                types: types, void: void, wholes: containers.records,
                callables: containers.callables))
        receivers = Array(repeating: nil, count: program.functions.count)
        hiddenPointers = Array(repeating: nil, count: program.functions.count)
        compatibility = TypeCompatibility(types)
        signatures = Signatures(program)
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
                if carveMemory() { continue }
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
    static let stepLimit = 120_000_000
    private static let stepCap =
        "pointers were followed for \(stepLimit) steps; where they lead is not all known"

    /// What a constraint means for new targets.
    private mutating func act(on number: UInt32, _ set: TargetSets.SetNumber) {
        guard set != 0 else { return }
        let constraint = graph.constraints[Int(number)]
        if graph.log != nil { graph.log!.current = number }
        defer { if graph.log != nil { graph.log!.current = .max } }
        let range = graph.sets.range(set)
        if !constraint.kind.isShared { steps += range.count }
        switch constraint.kind {
        case .shift, .step, .wander, .tail, .filter, .restore:
            shift(constraint, set)
        case .load, .store: access(set, constraint)
        case .view:
            guard let type = constraint.root.id else { return }
            for raw in Array(graph.sets[set]) { viewLonger(raw, as: type) }
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
        case .loadBlock, .storeBlock: steps += copy(set, constraint)
        }
    }

    private mutating func shift(_ constraint: Constraint, _ set: TargetSets.SetNumber) {
        graph.add(movedSet(set, constraint), to: NodeID(constraint.node))
    }

    /// Where a constraint moves the targets of a set; computed once for all that move alike.
    mutating func movedSet(
        _ set: TargetSets.SetNumber, _ constraint: Constraint
    ) -> TargetSets.SetNumber {
        let movement = movements.number(of: constraint)
        if let known = movedSets[set, movement] {
            steps += 1
            return known
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
        return result
    }

    /// Loads from, or stores to, all targets of a set. Accesses alike of one set meet in a node: what
    /// one may find, all may, and what one writes, all find.
    private mutating func access(_ set: TargetSets.SetNumber, _ constraint: Constraint) {
        let count = graph.sets.size(set)
        let isLoad = constraint.kind == .load
        let node = NodeID(constraint.node)
        guard count >= Self.meetingSize, graph.log == nil else {
            steps += count
            for raw in Array(graph.sets[set]) { access(raw, constraint, node) }
            return
        }
        let movement = movements.number(of: constraint)
        let meeting: NodeID
        if let known = movedSets[set, movement] {
            steps += 1
            meeting = NodeID(known)
        } else {
            steps += count
            meeting = graph.makeNode()
            movedSets[set, movement] = meeting.raw
            for raw in Array(graph.sets[set]) { access(raw, constraint, meeting) }
        }
        if isLoad { graph.addEdge(meeting, node) } else { graph.addEdge(node, meeting) }
    }

    /// Targets from which on a set is worth a node of its own.
    private static let meetingSize = 3

    private mutating func access(_ target: UInt32, _ constraint: Constraint, _ other: NodeID) {
        let isLoad = constraint.kind == .load
        forEachNode(of: target, constraint) { solver, cell, node in
            if isLoad {
                let origin = solver.asRead(node, cell, constraint.type)
                solver.graph.addEdge(origin, other)
            } else {
                solver.graph.addEdge(other, node)
            }
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
