import MidasBase
import MidasDictionary
import MidasIR

/// Places that internal requests alone change once the program has started, and always to one constant:
/// however often they run, and whenever, the same is there.
struct IdempotentPlaces {
    /// By cell: what begins the requests that change it.
    private(set) var causes: [CellID: CallSite] = [:]

    private enum Writes: Equatable {
        case constant(Int64, CallSite)
        case others
    }

    private let context: FlowContext
    private var writes: [CellID: Writes] = [:]

    /// O(instructions) where the program has internal requests.
    init(_ context: FlowContext, _ order: CallOrder, _ roles: MemoryRoles) {
        self.context = context
        let inner = context.entries.internalRequests
        guard !inner.isEmpty else { return }
        let ordered = Self.orderedInstances(context, order)
        let causes = Self.innerCauses(context, order)
        for instance in context.facts.callGraph.instances.ids {
            let isOrdered = ordered.contains(instance.index)
            collect(instance, isOrdered ? nil : causes[instance])
        }
        for (cell, write) in writes where roles.isVersioned[cell.index] {
            if case .constant(_, let cause) = write, roles.isPersistent[cell.index] {
                self.causes[cell] = cause
            }
        }
    }

    private mutating func collect(_ instance: InstanceID, _ cause: CallSite?) {
        let function = context.function(instance)
        let regions = context.entries.internalRequests.regions[instance] ?? []
        for block in function.blocks.ids
        where context.entries.phase(of: block, in: instance) != .start {
            let inner =
                cause ?? regions.first { $0.alone.contains(block.index) }.map(\.cause)
            for index in function.blocks[block].instructions {
                collect(InstructionID(index), instance, function, inner)
            }
        }
    }

    private mutating func collect(
        _ id: InstructionID, _ instance: InstanceID, _ function: Function, _ cause: CallSite?
    ) {
        let step = function.instructions[id]
        if step.opcode == .store, let place = step.place.id, let cause,
            let number = function.constantInteger(step.a)
        {
            let cells = context.cells(place, instance)
            for cell in cells {
                let write = cells.count == 1 ? Writes.constant(number, cause) : .others
                note(write, cell)
            }
            return
        }
        function.forEachAccess(id) { place, isWrite in
            if isWrite { for cell in context.cells(place, instance) { note(.others, cell) } }
        }
        guard step.opcode == .call,
            context.targets(instance, id).contains(where: {
                if case .external = $0 { true } else { false }
            })
        else { return }
        // What a function outside does with what it is given is no constant.
        for operand in function.arguments(of: CallID(step.extra)) {
            for target in context.pointees(operand, instance, function) {
                for cell in context.cellsOnward(from: target) { note(.others, CellID(cell)) }
            }
        }
    }

    private mutating func note(_ write: Writes, _ cell: CellID) {
        switch (writes[cell], write) {
        case (nil, _): writes[cell] = write
        case (.constant(let a, _), .constant(let b, _)) where a == b: break
        default: writes[cell] = .others
        }
    }

    // MARK: Who runs when

    /// Instances that requests of clients run, or may run.
    private static func orderedInstances(_ context: FlowContext, _ order: CallOrder) -> BitSet {
        let inner = context.entries.internalRequests
        let handlers = Set(inner.handlers.map(\.instance))
        var roots: [InstanceID] = []
        for entry in context.entries.entries where !handlers.contains(entry.instance) {
            roots.append(entry.instance)
        }
        var seen = BitSet(capacity: order.callees.count)
        while let instance = roots.popLast() {
            guard seen.insert(instance.index) else { continue }
            let regions = inner.regions[instance] ?? []
            if regions.isEmpty {
                roots += order.callees[instance.index].map { InstanceID($0) }
            } else {
                roots += callees(of: instance, context) { block in
                    regions.contains { $0.alone.contains(block.index) }
                }
            }
        }
        return seen
    }

    private static func callees(
        of instance: InstanceID, _ context: FlowContext, without: (BlockID) -> Bool
    ) -> [InstanceID] {
        let function = context.function(instance)
        var all: [InstanceID] = []
        for block in function.blocks.ids where !without(block) {
            for index in function.blocks[block].instructions
            where function.instructions.elements[index].opcode == .call {
                let id = InstructionID(index)
                let targets = context.targets(instance, id)
                for case .instance(let callee) in targets { all.append(callee) }
                all += context.callbacksDuring(instance, id, targets).map(\.target)
            }
        }
        return all
    }

    /// What begins the internal requests that run an instance.
    private static func innerCauses(
        _ context: FlowContext, _ order: CallOrder
    ) -> [InstanceID: CallSite] {
        let inner = context.entries.internalRequests
        var causes: [InstanceID: CallSite] = [:]
        var open: [InstanceID] = []
        func reach(_ instance: InstanceID, _ cause: CallSite) {
            if causes.updateValue(causes[instance] ?? cause, forKey: instance) == nil {
                open.append(instance)
            }
        }
        for handler in inner.handlers { reach(handler.instance, handler.cause) }
        for instance in inner.regions.keys.sorted() {
            for region in inner.regions[instance] ?? [] {
                let others = callees(of: instance, context) { !region.alone.contains($0.index) }
                for callee in others { reach(callee, region.cause) }
            }
        }
        while let instance = open.popLast() {
            guard let cause = causes[instance] else { continue }
            for callee in order.callees[instance.index] { reach(InstanceID(callee), cause) }
        }
        return causes
    }
}
