import MidasBase
import MidasDictionary
import MidasIR

extension FlowBuilder {
    /// The node of an operand, `.max` where nothing nondeterministic can reach it.
    func node(of operand: Operand) -> UInt32 {
        if let value = operand.value { return work.valueNodes[value.index] }
        guard !work.constantNodes.isEmpty, let constant = operand.constant else { return .max }
        return work.constantNodes[constant]?.raw ?? .max
    }

    func flowNode(of operand: Operand) -> FlowNodeID? {
        let node = node(of: operand)
        return node == .max ? nil : FlowNodeID(node)
    }

    func content(of operand: Operand) -> Content {
        if let value = operand.value { return work.valueContents[value.index] }
        guard let constant = operand.constant, let function = work.function else {
            return .version(0)
        }
        switch function.constants[constant] {
        case .integer(let bits, _): return .number(Int64(bitPattern: bits))
        case .null: return .number(0)
        default: return .constant(constant)
        }
    }

    mutating func makeNode(_ kind: FlowNodeKind, cell: CellID? = nil) -> FlowNodeID {
        flow.graph.add(kind, work.instance, work.instruction, cell: cell)
    }

    /// One step of the function, at the current versions of all variables.
    mutating func visit(_ id: InstructionID, _ function: Function) {
        let step = function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad: load(id, step, function)
        case .store, .atomicStore: store(step, function)
        case .copy: copy(step, function)
        case .zero, .initializeBytes: fill(step, function)
        case .variadicArgument: variadicArgument(id)
        case .unary, .cast, .pointerAdd, .pointerDifference, .binary, .compare,
            .stackAllocate, .landingPad, .catchMatches, .catchBegin, .typeInfo, .allocateException:
            compute(id, step, function)
        case .storageLive:
            guard let place = step.place.id else { return }
            for cell in context.cells(place, work.instance) { makeUndefined(cell) }
        case .atomicUpdate: atomicUpdate(id, step, function)
        case .compareExchange: compareExchange(id, step, function)
        case .call: call(id, function)
        case .unknown: unknown(id, step, function)
        case .assembly: assembly(id, step, function)
        case .variadicArgumentInto, .variadicCopy, .variadicStart, .guardAcquire, .guardRelease,
            .setDynamicType, .fence, .variadicEnd, .storageDead, .catchEnd, .hole:
            break
        case .addressOf: addressOf(id, step, function)
        }
    }

    /// A part of what a pointer leads to is as certain as the pointer.
    private mutating func addressOf(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        var indices: [FlowNodeID] = []
        for case .index(let operand) in function.projections(of: place) {
            if let node = flowNode(of: operand) { indices.append(node) }
        }
        var root: FlowNodeID?
        if case .pointer(let operand) = function.places[place].root {
            root = flowNode(of: operand)
        }
        if indices.isEmpty {
            work.valueNodes[id.index] = root?.raw ?? .max
            return
        }
        let node = makeNode(.value)
        flow.graph.connect(root, node)
        for index in indices { flow.graph.select(index, node) }
        work.valueNodes[id.index] = node.raw
    }

    private mutating func makeUndefined(_ cell: CellID) {
        guard let variable = variable(cell) else { return }
        define(
            variable,
            Version(node: .max, content: .version(work.versions.count), isUndefined: true))
    }

    // MARK: Values

    private mutating func compute(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let a = flowNode(of: step.a)
        let b = flowNode(of: step.b)
        if isCounted(step.a) || isCounted(step.b) { work.counted.insert(id.index) }
        work.valueContents[id.index] = computedContent(id, step, function)
        if isCancelled(step) {
            guard a != nil || b != nil else { return }
            let node = makeNode(.value)
            flow.graph.touch(a, node)
            flow.graph.touch(b, node)
            work.valueNodes[id.index] = node.raw
            return
        }
        if let source = addressSource(id, step, function) {
            let node = makeNode(.source)
            flow.graph.connect(a, node)
            flow.graph.connect(b, node)
            addSource(
                node, source == .addressOrder ? .addressOrder : .addressValue, .expression(source))
            work.valueNodes[id.index] = node.raw
            return
        }
        if a != nil || b != nil {
            let isEnd = comparesPositions(step, function)
            if isEnd || testsKey(step, function) {
                let node = makeNode(.value)
                flow.graph.connect(a, node, order: .cleared)
                flow.graph.connect(b, node, order: .cleared)
                if isEnd {
                    work.iterations[id] = a ?? b
                } else {
                    work.keyTests[id] = step.detail == Comparison.equal.rawValue
                }
                work.valueNodes[id.index] = node.raw
                return
            }
        }
        switch (a, b) {
        case (nil, nil): break
        case (let only?, nil), (nil, let only?): work.valueNodes[id.index] = only.raw
        case (let first?, let second?):
            let node = makeNode(.value)
            flow.graph.connect(first, node)
            flow.graph.connect(second, node)
            work.valueNodes[id.index] = node.raw
        }
    }

    /// `x & 0`, `x * 0`, `x - x`, `x ^ x`: the same whatever `x` is.
    private func isCancelled(_ step: Instruction) -> Bool {
        guard step.opcode == .binary, let operation = BinaryOperator(rawValue: step.detail) else {
            return false
        }
        switch operation {
        case .and, .multiply:
            return canonical(content(of: step.a)).number == 0
                || canonical(content(of: step.b)).number == 0
        case .subtract, .xor:
            let a = canonical(content(of: step.a))
            return a.number == nil && a == canonical(content(of: step.b))
        default: return false
        }
    }

    private func computedContent(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) -> Content {
        switch step.opcode {
        case .cast:
            guard
                step.detail == CastKind.integer.rawValue || step.detail == CastKind.pointer.rawValue
            else { return .value(id) }
            let size = context.program.types.size(step.type)
            return size >= sizeOfOperand(step.a, function) ? content(of: step.a) : .value(id)
        case .binary:
            let a = content(of: step.a)
            let b = content(of: step.b)
            if step.detail == BinaryOperator.add.rawValue {
                if let number = b.number { return a.plus(number) }
                if let number = a.number { return b.plus(number) }
            }
            if step.detail == BinaryOperator.subtract.rawValue, let number = b.number {
                return a.plus(0 &- number)
            }
            if isCancelled(step) { return .number(0) }
            return .value(id)
        default: return .value(id)
        }
    }

    private func sizeOfOperand(_ operand: Operand, _ function: Function) -> UInt64 {
        if let value = operand.value {
            return context.program.types.size(function.instructions[value].type)
        }
        return 0
    }

    private mutating func variadicArgument(_ id: InstructionID) {
        guard let cell = flow.variadicCells(context.facts)[work.instance] else { return }
        let node = makeNode(.load, cell: cell)
        flow.graph.connect(cellNode(cell), node, .value, .shared)
        work.valueNodes[id.index] = node.raw
    }

    private mutating func unknown(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let operands = function.arguments(of: CallID(step.extra))
        let nodes = operands.compactMap { flowNode(of: $0) }
        guard !nodes.isEmpty else { return }
        let node = makeNode(.value)
        for origin in nodes { flow.graph.connect(origin, node, .likelyValue) }
        work.valueNodes[id.index] = node.raw
    }

    private mutating func assembly(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        let assembly = function.assemblies[AssemblyID(step.extra)]
        let node = makeNode(.value)
        for operand in assembly.inputs { flow.graph.connect(flowNode(of: operand), node) }
        for place in assembly.outputs { write(node, .unknown, to: place, function) }
        work.valueNodes[id.index] = node.raw
    }

    // MARK: Sources

    /// Whether an instruction turns an address into data.
    private func addressSource(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) -> SourceSite.Expression? {
        switch step.opcode {
        case .cast where step.detail == CastKind.pointerToInteger.rawValue:
            return pointsToMemory(step.a, function) ? .addressCast : nil
        case .compare:
            guard step.detail >= Comparison.less.rawValue, isPointer(step.a, function),
                isPointer(step.b, function), !pointIntoOneObject(step.a, step.b, function)
            else { return nil }
            return .addressOrder
        case .pointerDifference:
            return pointIntoOneObject(step.a, step.b, function) ? nil : .addressCast
        default: return nil
        }
    }

    func isPointer(_ operand: Operand, _ function: Function) -> Bool {
        operand.value.map {
            context.program.types.isPointerLike(function.instructions[$0].type)
        } ?? false
    }

    private func pointsToMemory(_ operand: Operand, _ function: Function) -> Bool {
        if case .constant = operand.kind { return function.constantInteger(operand) == nil }
        return !context.pointees(operand, work.instance, function).isEmpty
    }

    /// Pointers into one object are ordered by the program.
    private func pointIntoOneObject(_ a: Operand, _ b: Operand, _ function: Function) -> Bool {
        let first = context.pointees(a, work.instance, function)
        let second = context.pointees(b, work.instance, function)
        let objects = Set((first + second).map { context.facts.cells[$0].object })
        return objects.count <= 1
    }

    mutating func addSource(
        _ node: FlowNodeID, _ refinement: Refinement, _ cause: SourceSite.Cause,
        likelihood: Likelihood? = nil
    ) {
        unrepeatable.insert(work.instance.index)
        flow.sources.append(
            SourceSite(
                node: node, refinement: refinement,
                likelihood: likelihood ?? refinement.likelihood, instance: work.instance,
                instruction: work.instruction, cause: cause))
    }

    var site: CallSite {
        CallSite(instance: work.instance, instruction: work.instruction)
    }

    /// The source that an access is whose order nothing fixes.
    mutating func unorderedSource(isWrite: Bool) -> FlowNodeID? {
        if !signals.handlers.isEmpty, !whole.hasThreads { return nil }
        guard unordered[site].contains(isWrite ? .write : .read) else { return nil }
        let node = makeNode(.source)
        addSource(node, .schedulingOrder, .expression(.sharedAccess))
        return node
    }

    /// A written value, with the schedule where that decides which write comes last.
    private mutating func raced(_ value: FlowNodeID?) -> FlowNodeID? {
        guard let source = unorderedSource(isWrite: true) else { return value }
        flow.graph.connect(value, source)
        return source
    }

    /// What a signal handler writes to persistent state differs by when the signal comes.
    private mutating func signalled(
        _ value: FlowNodeID?, _ cells: ArraySlice<CellID>
    ) -> FlowNodeID? {
        guard cells.contains(where: { roles.isPersistent[$0.index] }) else { return nil }
        let node = makeNode(.source)
        addSource(node, .signalDelivery, .expression(.signalWrite))
        let isStop = cells.allSatisfy(signals.stops.contains)
        if isStop {
            let touched = makeNode(.value)
            flow.graph.touch(node, touched)
            return touched
        }
        flow.graph.connect(value, node)
        return node
    }

    // MARK: Loads

    private mutating func load(_ id: InstructionID, _ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let cells = context.cells(place, work.instance)
        if !signals.stops.isEmpty, !cells.isEmpty, cells.allSatisfy(signals.stops.contains) {
            return
        }
        let address = addressNodes(place, function)
        if cells.count == 1, let cell = cells.first, let variable = variable(cell),
            !context.facts.cells[cell].isElement
        {
            let version = work.versions[work.current[variable]]
            work.valueContents[id.index] = version.content
            if version.isUndefined, isLocalOfOurs(cell) {
                let node = makeNode(.source)
                addSource(node, .uninitialisedStack, .expression(.uninitialisedRead))
                work.valueNodes[id.index] = node.raw
                return
            }
            let isOrdered = unordered[site].isEmpty
            let rounds = roundsCounted(in: work.current[variable], id)
            if !rounds.isEmpty {
                work.counted.insert(id.index)
                let node = makeNode(.load)
                let influence: Influence = isHop(cell) ? .hop : .value
                flow.graph.connect(version.flow, node, influence)
                for round in rounds { flow.graph.connect(round, node, order: .only) }
                if let race = unorderedSource(isWrite: false) { flow.graph.connect(race, node) }
                work.valueNodes[id.index] = node.raw
                return
            }
            if address.isEmpty && !roles.isPersistent[cell.index] && isOrdered {
                work.valueNodes[id.index] = version.node
                return
            }
        }
        var origins: [(FlowNodeID, Influence)] = []
        collectContents(of: place, cells, &origins)
        if let race = unorderedSource(isWrite: false) { origins.append((race, .value)) }
        guard !origins.isEmpty || !address.isEmpty else { return }
        let node = makeNode(.load)
        for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
        // What a pointer of unknown target points to has the pointer's own label.
        for origin in address {
            if cells.isEmpty {
                flow.graph.connect(origin, node)
            } else {
                let order: OrderPassage = isBehindKeyTest(function) ? .cleared : .kept
                flow.graph.select(origin, node, order: order)
            }
        }
        work.valueNodes[id.index] = node.raw
    }

    private func isLocalOfOurs(_ cell: CellID) -> Bool {
        guard
            case .local(let owner, _) = context.facts.objects[context.facts.cells[cell].object].kind
        else { return false }
        return owner == work.instance
    }

    /// What a read of a place may find, with hops marked.
    mutating func collectContents(
        of place: PlaceID, _ cells: ArraySlice<CellID>,
        _ origins: inout [(FlowNodeID, Influence)]
    ) {
        for cell in cells {
            guard let variable = variable(cell),
                let node = work.versions[work.current[variable]].flow
            else { continue }
            origins.append((node, isHop(cell) ? .hop : .value))
        }
        let set = context.facts.placeCells[work.instance][place.index]
        if let node = sharedLoad(set) {
            unrepeatable.insert(work.instance.index)
            origins.append((node, .value))
        }
    }

    /// What a read of one cell may find.
    mutating func contents(of cell: CellID) -> (node: FlowNodeID, influence: Influence)? {
        let influence: Influence = isHop(cell) ? .hop : .value
        if let variable = variable(cell) {
            return work.versions[work.current[variable]].flow.map { ($0, influence) }
        }
        return isShared(cell) ? (cellNode(cell), influence) : nil
    }

    /// What a read of several cells may find: versions one by one, shared cells by one node.
    mutating func contents(ofAll cells: [CellID]) -> [(node: FlowNodeID, influence: Influence)] {
        var found: [(node: FlowNodeID, influence: Influence)] = []
        var shared: [CellID] = []
        for cell in cells {
            if variable(cell) == nil, isShared(cell) {
                shared.append(cell)
            } else if let known = contents(of: cell) {
                found.append(known)
            }
        }
        if shared.count <= 2 {
            for cell in shared { if let known = contents(of: cell) { found.append(known) } }
        } else if let node = sharedLoad(spots.intern(shared)) {
            found.append((node, .value))
        }
        return found
    }

    /// What decides which object or element a place is.
    func addressNodes(_ place: PlaceID, _ function: Function) -> [FlowNodeID] {
        var nodes: [FlowNodeID] = []
        if case .pointer(let operand) = function.places[place].root,
            let node = flowNode(of: operand)
        {
            nodes.append(node)
        }
        for case .index(let operand) in function.projections(of: place) {
            if let node = flowNode(of: operand) { nodes.append(node) }
        }
        return nodes
    }

    // MARK: Stores

    private mutating func store(_ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let isCommuting = unordered[site].contains(.commutingWrite)
        if isCommuting, let change = change(of: step.a, function) {
            update(place, by: change, function)
        } else {
            write(
                flowNode(of: step.a), content(of: step.a), to: place, function,
                order: orderOfStore(work.instruction, place, function), stored: step.a)
        }
    }

    /// The other operand of an update that reads its own place.
    private func change(of value: Operand, _ function: Function) -> Operand? {
        var value = value
        while let step = value.value.map({ function.instructions[$0] }), step.opcode == .cast {
            value = step.a
        }
        guard let step = value.value.map({ function.instructions[$0] }), step.opcode == .binary
        else { return nil }
        func isRead(_ operand: Operand) -> Bool {
            guard let load = operand.value.map({ function.instructions[$0] }) else { return false }
            if load.opcode == .cast { return isRead(load.a) }
            return load.opcode == .load
        }
        if isRead(step.a) { return step.b }
        return isRead(step.b) ? step.a : nil
    }

    /// An update that commutes with those of other threads: who reads in between sees the schedule,
    /// the place does not keep it.
    private mutating func update(_ place: PlaceID, by change: Operand, _ function: Function) {
        let cells = context.cells(place, work.instance)
        var origins: [(FlowNodeID, Influence)] = []
        collectContents(of: place, cells, &origins)
        let node = makeNode(.value)
        for (origin, _) in origins { flow.graph.connect(origin, node) }
        flow.graph.connect(flowNode(of: change), node)
        write(node, .unknown, to: place, function)
    }

    /// Writes one scalar value to a place.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to place: PlaceID, _ function: Function,
        order: OrderPassage = .kept, stored: Operand? = nil
    ) {
        let set = context.facts.placeCells[work.instance][place.index]
        let cells = context.facts.sets[set]
        let address = addressNodes(place, function)
        let isCertain = cells.count == 1
        var value = raced(value)
        if signals.handlers.contains(work.instance.index) {
            value = signalled(value, cells) ?? value
        }
        for cell in cells {
            guard let variable = variable(cell) else { continue }
            let isStrong = isCertain && coversCell(place, cell, function)
            let old = work.current[variable]
            write(
                value, content, to: cell, variable, isStrong: isStrong, address, order: order)
            guard whole.hasOrder, isStrong else { continue }
            if order == .cleared, content.number == nil { work.bases[work.current[variable]] = old }
            if let stored { work.stored[work.current[variable]] = stored }
        }
        writeShared(value, set, isCertain: isCertain, address, order: order)
    }

    /// Whether a scalar place is all of its cell.
    private func coversCell(_ place: PlaceID, _ cell: CellID, _ function: Function) -> Bool {
        let known = context.facts.cells[cell]
        if known.isElement { return false }
        let types = context.program.types
        let width = types.size(function.places[place].type)
        return known.type == function.places[place].type || width >= types.size(known.type)
    }

    /// A new version of one cell.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to cell: CellID, _ variable: Int, isStrong: Bool,
        _ address: [FlowNodeID] = [], influence: Influence = .value,
        order: OrderPassage = .kept
    ) {
        let old = work.versions[work.current[variable]]
        let content = content == .unknown ? Content.version(work.versions.count) : content
        let isWatched = roles.isPersistent[cell.index] || isOthers(cell)
        if isStrong && !isWatched && address.isEmpty && order == .kept {
            define(variable, Version(node: value?.raw ?? .max, content: content))
            return
        }
        let node = makeNode(.write, cell: cell)
        flow.graph.connect(value, node, influence, order: order)
        for origin in address { flow.graph.select(origin, node, order: order) }
        if isWatched {
            flow.graph.touch(work.decisions[work.block], node)
            flow.writes.append((cell, node))
        }
        if isStrong, let origin = canonical(content).version, origin < work.versions.count,
            work.versions[origin].variable == variable, variable != InstanceWork.result
        {
            // A saved value is restored: nothing has changed.
            define(variable, Version(node: work.versions[origin].node, content: .version(origin)))
            return
        }
        if !isStrong { flow.graph.connect(old.flow, node) }
        define(
            variable,
            Version(
                node: node.raw, content: isStrong ? content : .version(work.versions.count)))
    }

    func isOthers(_ cell: CellID) -> Bool {
        let holder = context.facts.holder(of: context.facts.cells[cell].object)
        switch context.facts.objects[holder].kind {
        case .local(let owner, _), .result(let owner): return owner != work.instance
        default: return true
        }
    }

    private mutating func writeShared(
        _ value: FlowNodeID?, _ set: CellSetID, isCertain: Bool, _ address: [FlowNodeID],
        order: OrderPassage = .kept
    ) {
        guard let store = sharedStore(set) else { return }
        let node = makeNode(.write)
        flow.graph.connect(value, node, isCertain ? .value : .likelyValue, order: order)
        for origin in address { flow.graph.select(origin, node, order: order) }
        flow.graph.connect(work.decisions[work.block], node, order: order)
        flow.graph.connect(node, store, .value, .shared)
    }

    /// Writes a value to a shared cell.
    mutating func writeShared(
        _ value: FlowNodeID?, to cell: CellID, influence: Influence,
        order: OrderPassage = .kept
    ) {
        guard isShared(cell) else { return }
        let node = makeNode(.write, cell: cell)
        flow.graph.connect(value, node, influence, order: order)
        flow.graph.connect(work.decisions[work.block], node)
        flow.graph.connect(node, cellNode(cell), .value, .shared)
    }

    /// Writes a value to shared cells.
    mutating func writeShared(
        _ value: FlowNodeID?, to cells: [CellID], influence: Influence,
        order: OrderPassage = .kept
    ) {
        if cells.count == 1 {
            return writeShared(value, to: cells[0], influence: influence, order: order)
        }
        guard let store = sharedStore(spots.intern(cells)) else { return }
        let node = makeNode(.write)
        flow.graph.connect(value, node, influence, order: order)
        flow.graph.connect(work.decisions[work.block], node)
        flow.graph.connect(node, store, .value, .shared)
    }

    // MARK: Aggregates

    private mutating func fill(_ step: Instruction, _ function: Function) {
        guard let place = step.place.id else { return }
        let cells = context.cells(place, work.instance)
        let isWhole = coversElements(place, cells, function)
        let value = buildConstant(function.ranges[step.range].macro)
        for cell in cells {
            guard let variable = variable(cell) else {
                if let value { writeShared(value, to: cell, influence: .value) }
                continue
            }
            let isStrong = isWhole || (isOneObject(cells) && !context.facts.cells[cell].isElement)
            let content: Content = step.opcode == .zero ? .number(0) : .unknown
            write(value, content, to: cell, variable, isStrong: isStrong)
        }
    }

    /// The source that a macro stands for whose text differs between builds.
    mutating func buildConstant(_ macro: StringID) -> FlowNodeID? {
        guard macro != StringTable.empty,
            let model = context.dictionary.function(context.program.strings[macro])
        else { return nil }
        for output in model.outputs {
            guard case .refinement(let refinement) = output.cause, isCounted(refinement) else {
                continue
            }
            let node = makeNode(.source)
            addSource(node, refinement, .expression(.buildMacro))
            return node
        }
        return nil
    }

    func isOneObject(_ cells: ArraySlice<CellID>) -> Bool {
        guard let first = cells.first, let last = cells.last else { return false }
        return context.facts.cells[first].object == context.facts.cells[last].object
    }

    /// Whether an aggregate place covers the arrays in it: it names one object and no element.
    private func coversElements(
        _ place: PlaceID, _ cells: ArraySlice<CellID>, _ function: Function
    ) -> Bool {
        guard isOneObject(cells) else { return false }
        for case .index in function.projections(of: place) { return false }
        if case .pointer = function.places[place].root, let first = cells.first {
            return !context.facts.cells[first].isElement
        }
        return true
    }

    private mutating func copy(_ step: Instruction, _ function: Function) {
        guard let target = step.place.id else { return }
        copy(from: PlaceID(step.extra), to: target, function)
    }

    mutating func copy(from origin: PlaceID, to target: PlaceID, _ function: Function) {
        let sources = context.cells(origin, work.instance)
        let targets = context.cells(target, work.instance)
        let address = addressNodes(origin, function) + addressNodes(target, function)
        let isWhole = coversElements(target, targets, function)
        let origins = aligned(sources, with: targets)
        let isOne = isOneObject(targets)
        var known: [[CellID]: (FlowNodeID?, Content)] = [:]
        var shared: [FlowNodeID: [CellID]] = [:]
        for (cell, matching) in zip(targets, origins) {
            let (value, content) = known[matching] ?? joined(matching)
            if matching.count > 1 { known[matching] = (value, content) }
            if let value, targets.count > 2, variable(cell) == nil {
                shared[value, default: []].append(cell)
                continue
            }
            write(
                value, content, to: cell, isStrong: isWhole || (isOne && !isElement(cell)), address)
        }
        for value in shared.keys.sorted() {
            writeShared(withAddress(value, address), to: shared[value] ?? [], influence: .value)
        }
    }

    /// A value together with what decides where it goes.
    private mutating func withAddress(
        _ value: FlowNodeID?, _ address: [FlowNodeID]
    ) -> FlowNodeID? {
        if address.isEmpty { return value }
        let node = makeNode(.value)
        flow.graph.connect(value, node)
        for decider in address { flow.graph.select(decider, node) }
        return node
    }

    private func isElement(_ cell: CellID) -> Bool { context.facts.cells[cell].isElement }

    /// Writes to a cell, versioned or shared.
    mutating func write(
        _ value: FlowNodeID?, _ content: Content, to cell: CellID, isStrong: Bool,
        _ address: [FlowNodeID], influence: Influence = .value
    ) {
        if let variable = variable(cell) {
            write(
                value, content, to: cell, variable, isStrong: isStrong, address,
                influence: influence)
        } else {
            var origin = value
            if !address.isEmpty {
                let node = makeNode(.value)
                flow.graph.connect(value, node)
                for decider in address { flow.graph.connect(decider, node, .control) }
                origin = node
            }
            writeShared(origin, to: cell, influence: influence)
        }
    }

    /// For every target cell the cells whose contents it gets: by position in their objects.
    private func aligned(
        _ sources: ArraySlice<CellID>, with targets: ArraySlice<CellID>
    ) -> [[CellID]] {
        let from = grouped(sources)
        let to = grouped(targets)
        let width = from.first?.count ?? 0
        let isAligned =
            from.allSatisfy { $0.count == width } && to.allSatisfy { $0.count == width }
        if !isAligned { return Array(repeating: Array(sources), count: targets.count) }
        return to.flatMap { group in
            group.indices.map { position in
                from.map { $0[$0.startIndex + position - group.startIndex] }
            }
        }
    }

    /// Cells of one object together.
    private func grouped(_ cells: ArraySlice<CellID>) -> [ArraySlice<CellID>] {
        var groups: [ArraySlice<CellID>] = []
        var start = cells.startIndex
        for index in cells.indices {
            let next = index + 1
            let object = context.facts.cells[cells[index]].object
            if next == cells.endIndex || context.facts.cells[cells[next]].object != object {
                groups.append(cells[start..<next])
                start = next
            }
        }
        return groups
    }

    /// One value for the contents of several cells.
    private mutating func joined(_ cells: [CellID]) -> (FlowNodeID?, Content) {
        if cells.count == 1, let cell = cells.first, let variable = variable(cell) {
            let version = work.versions[work.current[variable]]
            guard roles.isPersistent[cell.index], let node = version.flow else {
                return (version.flow, version.content)
            }
            let load = makeNode(.load, cell: cell)
            flow.graph.connect(node, load, .hop)
            return (load, version.content)
        }
        let origins = contents(ofAll: cells)
        guard !origins.isEmpty else { return (nil, .unknown) }
        let node = makeNode(.load)
        for (origin, influence) in origins { flow.graph.connect(origin, node, influence) }
        return (node, .unknown)
    }

    // MARK: Atomics

    private mutating func atomicUpdate(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        load(id, step, function)
        let node = makeNode(.value)
        flow.graph.connect(flowNode(of: .value(id)), node)
        flow.graph.connect(flowNode(of: step.a), node)
        write(node, .value(id), to: place, function)
        if step.flags.contains(.givesNew) { work.valueNodes[id.index] = node.raw }
        work.valueContents[id.index] = .value(id)
    }

    private mutating func compareExchange(
        _ id: InstructionID, _ step: Instruction, _ function: Function
    ) {
        guard let place = step.place.id else { return }
        load(id, step, function)
        let old = flowNode(of: .value(id))
        let node = makeNode(.value)
        flow.graph.connect(old, node)
        flow.graph.connect(flowNode(of: step.a), node)
        write(node, .unknown, to: place, function)
        write(old, .unknown, to: PlaceID(step.extra), function)
        work.valueContents[id.index] = .value(id)
    }
}
