import MidasBase
import MidasDictionary
import MidasIR

/// Whose part of an array or a set of objects an access touches, as a function of what the thread
/// was given. Two threads with different arguments touch different parts by equal keys.
struct PartitionKey: Hashable {
    enum Way: Hashable {
        /// The object that the thread's argument points to.
        case pointer
        /// The element at an index.
        case index
        /// In the creating function: the element that the thread which is about to begin gets.
        case handedOver(ThreadID)
        /// The element at a number that a counter gives out once. `isPrivate`: the number serves nothing
        /// but the work that has it, so that it does not show who drew it.
        case ticket(CellID, isPrivate: Bool)
        /// What belongs to who took a node from the list with this head.
        case taken(CellID, TakenNodes.Part)
    }

    var way: Way
    var value: ThreadValue
}

extension PartitionKey {
    /// Who has the part, and so what stands there, depends on the order of drawing.
    var showsOrder: Bool {
        if case .ticket(_, let isPrivate) = way { return !isPrivate }
        return false
    }
}

/// Finds the parts that threads keep to, and whether threads were given different arguments.
struct Partitions {
    private let view: ThreadView
    private let traces: [InstanceID: ThreadValueTrace]
    /// By thread and parameter of its function.
    private var arguments: [[UInt32: ArgumentForm]]
    /// By thread and parameter: the objects that an address leads to.
    private var objects: [[UInt32: Set<ObjectID>]]
    private var handovers: Handovers
    let tickets: Tickets

    init(
        _ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>,
        _ locksets: Locksets
    ) {
        self.view = view
        arguments = Array(repeating: [:], count: roots.count)
        objects = Array(repeating: [:], count: roots.count)
        handovers = Handovers(view)
        tickets = Tickets(view, reach, locksets)
        let forms = ArgumentForms(view: view, reach: reach)
        var following = ThreadValueFollowing(view, reach)
        var handedOver: [(ThreadID, CallSite, Operand)] = []
        for id in roots.ids {
            guard let site = roots[id].site else { continue }
            for start in roots[id].starts {
                let found = forms.found(site, start)
                following.follow(start, found.map(\.handed.parameter), on: id)
                let own = Dictionary(
                    found.map { ($0.handed.parameter.raw, $0.form) },
                    uniquingKeysWith: { a, _ in a })
                if start == roots[id].starts.first {
                    arguments[id.index] = own
                } else {
                    arguments[id.index] = arguments[id.index].filter { own[$0.key] == $0.value }
                }
                for (handed, form) in found {
                    let objects = forms.objects(site, handed)
                    self.objects[id.index][handed.parameter.raw, default: []].formUnion(objects)
                    guard form.isPerRound, !handed.isClosure else { continue }
                    handedOver.append((id, site, handed.operand))
                }
            }
        }
        for (id, site, operand) in handedOver { handovers.add(id, site, operand) }
        traces = following.consistent
    }

    // MARK: Keys

    func key(of access: MemoryAccess) -> PartitionKey? {
        if let thread = handovers.thread(of: access) {
            return PartitionKey(
                way: .handedOver(thread), value: ThreadValue(base: .argument(0)))
        }
        if let counter = tickets.counter(of: access) {
            return PartitionKey(
                way: .ticket(counter, isPrivate: tickets.isPrivate(counter)),
                value: ThreadValue(base: .argument(0)))
        }
        guard let trace = traces[access.instance], let place = access.place else { return nil }
        let function = trace.function
        for projection in function.projections(of: place).reversed() {
            guard case .index(let index) = projection else { continue }
            if let value = part(index, trace) { return PartitionKey(way: .index, value: value) }
        }
        guard case .pointer(let pointer) = function.places[place].root else { return nil }
        if let value = trace.trace(pointer) { return PartitionKey(way: .pointer, value: value) }
        guard let address = pointer.value else { return nil }
        return elementKey(address, access.instance, trace)
    }

    /// An index that tells threads apart: a quotient does so only where it begins a range.
    private func part(_ index: Operand, _ trace: ThreadValueTrace) -> ThreadValue? {
        guard let value = trace.trace(index), value.divisor == 0 || value.loop != nil else {
            return nil
        }
        return value
    }

    /// `base[i]` behind a pointer, `&array[i]`, and the element that a container gives for `i`.
    private func elementKey(
        _ address: InstructionID, _ instance: InstanceID, _ trace: ThreadValueTrace
    ) -> PartitionKey? {
        let instruction = trace.function.instructions[address]
        switch instruction.opcode {
        case .cast:
            return instruction.a.value.flatMap { elementKey($0, instance, trace) }
        case .pointerAdd:
            return part(instruction.b, trace).map { PartitionKey(way: .index, value: $0) }
        case .addressOf:
            guard let place = instruction.place.id else { return nil }
            for projection in trace.function.projections(of: place).reversed() {
                guard case .index(let index) = projection else { continue }
                return part(index, trace).map { PartitionKey(way: .index, value: $0) }
            }
            return nil
        case .call:
            guard let index = view.subscriptIndex(instance, address) else { return nil }
            return part(index, trace).map { PartitionKey(way: .index, value: $0) }
        default: return nil
        }
    }

    // MARK: Disjointness

    /// Whether two threads that touch the parts by these keys touch different parts.
    func areDisjoint(
        _ first: (key: PartitionKey, thread: ThreadID),
        _ second: (key: PartitionKey, thread: ThreadID)
    ) -> Bool {
        if case .handedOver(let thread) = first.key.way { return thread == second.thread }
        if case .handedOver(let thread) = second.key.way { return thread == first.thread }
        switch first.key.way {
        case .ticket, .taken: return first.key == second.key
        default: break
        }
        guard first.key.way == second.key.way else { return false }
        var second = second
        let isMoved = first.key.value.displacement != second.key.value.displacement
        if isMoved {
            guard isWithinStride(first), isWithinStride(second) else { return false }
            second.key.value.displacement = first.key.value.displacement
        }
        guard first.key == second.key else { return false }
        return areDisjoint(first.key, first.thread, second.thread)
    }

    /// Whether a pointer that was moved on still leads into the thread's own part.
    private func isWithinStride(_ access: (key: PartitionKey, thread: ThreadID)) -> Bool {
        let value = access.key.value
        guard case .perRound(_, let stride?) = form(access.thread, value) else { return false }
        return value.displacement >= 0 && value.displacement < stride
    }

    private func form(_ thread: ThreadID, _ value: ThreadValue) -> ArgumentForm {
        arguments[thread.index][value.base.parameter] ?? .unknown
    }

    private func areDisjoint(_ key: PartitionKey, _ a: ThreadID, _ b: ThreadID) -> Bool {
        switch (form(a, key.value), form(b, key.value)) {
        case (.perRound(let fields, _), .perRound):
            guard a == b else { return false }
            guard case .field(_, let record, let field) = key.value.base else { return true }
            let start = ArgumentForm.FieldKey(record: record, field: field)
            if case .upTo(let end) = key.value.loop {
                return fields[start]?.contains {
                    guard let stop = fields[ArgumentForm.FieldKey(record: record, field: end)]
                    else { return false }
                    return stop.contains($0.next)
                } ?? false
            }
            return fields[start] != nil
        case (.fixed(let first), .fixed(let second)):
            guard case .argument = key.value.base else { return false }
            return a != b && first != second
        default: return false
        }
    }

    /// Whether a thread that makes an access by this key can reach the object at all.
    func mayReach(_ object: ObjectID, _ key: PartitionKey, _ thread: ThreadID) -> Bool {
        guard key.way == .pointer, case .argument(let parameter) = key.value.base,
            let objects = objects[thread.index][parameter], !objects.isEmpty
        else { return true }
        return objects.contains(object)
    }
}

extension ThreadView {
    /// Of a call that gives a pointer to one element of a container by its position or key: that.
    func subscriptIndex(_ instance: InstanceID, _ call: InstructionID) -> Operand? {
        let models = externalModels(instance, call)
        guard !models.isEmpty else { return nil }
        let isSubscript = models.allSatisfy { model in
            model.references.contains {
                $0.pointer.root == .result && $0.target.root == .receiver
                    && $0.target.part == .elements
            }
        }
        guard isSubscript else { return nil }
        let function = function(instance)
        let arguments = function.arguments(of: CallID(function.instructions[call].extra))
        guard arguments.count == 2, let index = arguments.last, let value = index.value,
            program.types.integer(function.instructions[value].type) != nil
        else { return nil }
        return index
    }
}
