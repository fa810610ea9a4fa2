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
    }

    var way: Way
    var value: ThreadValue
}

/// Finds the parts that threads keep to, and whether threads were given different arguments.
struct Partitions {
    private let view: ThreadView
    private var traces: [InstanceID: ThreadValueTrace] = [:]
    /// By thread: the fields of the argument's object that differ, and whether the argument does.
    private var arguments: [ArgumentForm]
    private var handovers: [InstanceID: [Handover]] = [:]

    /// What creating calls hand to the threads of one root.
    private enum ArgumentForm: Hashable {
        case unknown
        /// Another value in every round of the creating loop; fields assigned another number each, as
        /// functions of the round.
        case perRound(fields: [FieldKey: [ThreadValue]])
        /// Always this: a literal, or the address of one cell with an index.
        case fixed(UInt64)
    }

    private struct FieldKey: Hashable {
        var record: RecordID
        var field: UInt32
    }

    init(_ view: ThreadView, _ reach: ThreadReach, _ roots: Arena<ThreadTag, ThreadRoot>) {
        self.view = view
        arguments = Array(repeating: .unknown, count: roots.count)
        for id in roots.ids {
            guard let site = roots[id].site else { continue }
            arguments[id.index] = argumentForm(site, reach)
            for start in roots[id].starts { follow(start, reach) }
        }
        handovers = Self.handovers(view, roots, self)
    }

    /// The argument goes on to functions that the thread calls with it.
    private mutating func follow(_ start: InstanceID, _ reach: ThreadReach) {
        let parameters = view.function(start).parameterCount
        guard parameters > 0 else { return }
        let hidden = parameters > 1 && view.takesThis(.direct(view.function(start).symbol))
        var work = [(start, LocalID(hidden ? 1 : 0))]
        while let (instance, parameter) = work.popLast() {
            guard traces[instance] == nil else { continue }
            let function = view.function(instance)
            let trace = ThreadValueTrace(function, parameter: parameter)
            traces[instance] = trace
            for call in reach.calls[instance.index] {
                let id = CallID(function.instructions[call.instruction].extra)
                let passed = function.arguments(of: id).enumerated().first { _, operand in
                    trace.trace(operand) == ThreadValue(base: .argument)
                }
                let count = view.function(call.callee).parameterCount
                if let passed, passed.offset < count {
                    work.append((call.callee, LocalID(passed.offset)))
                }
            }
        }
    }

    func key(of access: MemoryAccess) -> PartitionKey? {
        if let key = handoverKey(of: access) { return key }
        guard let trace = traces[access.instance], let place = access.place else { return nil }
        let function = trace.function
        for projection in function.projections(of: place).reversed() {
            guard case .index(let index) = projection else { continue }
            if let value = part(index, trace) { return PartitionKey(way: .index, value: value) }
        }
        guard case .pointer(let pointer) = function.places[place].root else { return nil }
        if let value = trace.trace(pointer) { return PartitionKey(way: .pointer, value: value) }
        guard let address = pointer.value else { return nil }
        return elementKey(function.instructions[address], trace)
    }

    /// An index that tells threads apart: a quotient does so only where it begins a range.
    private func part(_ index: Operand, _ trace: ThreadValueTrace) -> ThreadValue? {
        guard let value = trace.trace(index), value.divisor == 0 || value.loop != nil else {
            return nil
        }
        return value
    }

    /// `base[i]` behind a pointer, and `&array[i]`.
    private func elementKey(_ instruction: Instruction, _ trace: ThreadValueTrace)
        -> PartitionKey?
    {
        switch instruction.opcode {
        case .pointerAdd:
            return part(instruction.b, trace).map { PartitionKey(way: .index, value: $0) }
        case .addressOf:
            guard let place = instruction.place.id else { return nil }
            for projection in trace.function.projections(of: place).reversed() {
                guard case .index(let index) = projection else { continue }
                return part(index, trace).map { PartitionKey(way: .index, value: $0) }
            }
            return nil
        default: return nil
        }
    }

    /// Whether two threads that touch the parts by these keys touch different parts.
    func areDisjoint(
        _ first: (key: PartitionKey, thread: ThreadID),
        _ second: (key: PartitionKey, thread: ThreadID)
    ) -> Bool {
        if case .handedOver(let thread) = first.key.way { return thread == second.thread }
        if case .handedOver(let thread) = second.key.way { return thread == first.thread }
        return first.key == second.key && areDisjoint(first.key, first.thread, second.thread)
    }

    private func areDisjoint(_ key: PartitionKey, _ a: ThreadID, _ b: ThreadID) -> Bool {
        switch (arguments[a.index], arguments[b.index]) {
        case (.perRound(let fields), .perRound):
            guard a == b else { return false }
            guard case .field(let record, let field) = key.value.base else { return true }
            let start = FieldKey(record: record, field: field)
            if case .upTo(let end) = key.value.loop {
                return fields[start]?.contains {
                    guard let stop = fields[FieldKey(record: record, field: end)] else {
                        return false
                    }
                    return stop.contains($0.next)
                } ?? false
            }
            return fields[start] != nil
        case (.fixed(let first), .fixed(let second)):
            return a != b && first != second && key.value.base == .argument
        default: return false
        }
    }

    // MARK: Handing over

    /// Loops that hand `&array[i]` to a thread and touch `array[i]` before.
    private struct Handover {
        var thread: ThreadID
        var counter: LocalID
        var block: Int
        var instruction: InstructionID
    }

    private static func handovers(
        _ view: ThreadView, _ roots: Arena<ThreadTag, ThreadRoot>, _ partitions: Partitions
    ) -> [InstanceID: [Handover]] {
        var result: [InstanceID: [Handover]] = [:]
        for id in roots.ids {
            guard case .perRound = partitions.arguments[id.index], let site = roots[id].site else {
                continue
            }
            let function = view.function(site.instance)
            guard let operand = partitions.dataOperand(site, function),
                let counter = partitions.elementCounter(operand, function),
                let block = function.block(of: site.instruction)?.index
            else { continue }
            result[site.instance, default: []].append(
                Handover(
                    thread: id, counter: counter, block: block, instruction: site.instruction))
        }
        return result
    }

    /// The counter `i` of `&array[i]`.
    private func elementCounter(_ operand: Operand, _ function: Function) -> LocalID? {
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return elementCounter(instruction.a, function)
        case .addressOf: return instruction.place.id.flatMap { indexCounter($0, function) }
        case .pointerAdd: return counter(instruction.b, function)
        default: return nil
        }
    }

    private func indexCounter(_ place: PlaceID, _ function: Function) -> LocalID? {
        for projection in function.projections(of: place) {
            if case .index(let index) = projection { return counter(index, function) }
        }
        return nil
    }

    private func counter(_ operand: Operand, _ function: Function) -> LocalID? {
        guard let value = operand.value else { return nil }
        let instruction = function.instructions[value]
        if instruction.opcode == .cast { return counter(instruction.a, function) }
        guard instruction.opcode == .load, let place = instruction.place.id,
            case .local(let local) = function.places[place].root, isCounter(place, function)
        else { return nil }
        return local
    }

    /// An access to the element that the loop hands over further down in the same round.
    private func handoverKey(of access: MemoryAccess) -> PartitionKey? {
        guard let handovers = handovers[access.instance], let place = access.place else {
            return nil
        }
        let function = view.function(access.instance)
        for handover in handovers where access.instruction < handover.instruction {
            let block = function.blocks.elements[handover.block]
            guard block.instructions.contains(access.instruction.index),
                indexCounter(place, function) == handover.counter
            else { continue }
            return PartitionKey(
                way: .handedOver(handover.thread), value: ThreadValue(base: .argument))
        }
        return nil
    }

    // MARK: Creation

    private func argumentForm(_ site: CallSite, _ reach: ThreadReach) -> ArgumentForm {
        let function = view.function(site.instance)
        guard let operand = dataOperand(site, function) else { return .unknown }
        if let caller = callerForm(site, operand, function, reach) { return caller }
        if reach.isInLoop(view, site.instance, site.instruction) {
            guard differsPerRound(operand, function) else { return .unknown }
            return .perRound(fields: numberedFields(function))
        }
        let call = CallID(function.instructions[site.instruction].extra)
        return fixedForm(
            operand, function, site.instance,
            isByReference: view.takesThis(function.calls[call].callee))
    }

    /// The argument is a parameter of the creating function, which is called at one place: it differs
    /// if it does there.
    private func callerForm(
        _ site: CallSite, _ operand: Operand, _ function: Function, _ reach: ThreadReach
    ) -> ArgumentForm? {
        for parameter in 0..<function.parameterCount {
            let trace = ThreadValueTrace(function, parameter: LocalID(parameter))
            guard trace.trace(operand) == ThreadValue(base: .argument) else { continue }
            var callers: [CallSite] = []
            for caller in view.facts.callGraph.instances.ids {
                for call in reach.calls[caller.index] where call.callee == site.instance {
                    callers.append(CallSite(instance: caller, instruction: call.instruction))
                }
            }
            guard callers.count == 1, let caller = callers.first,
                reach.isInLoop(view, caller.instance, caller.instruction)
            else { return nil }
            let outer = view.function(caller.instance)
            let call = CallID(outer.instructions[caller.instruction].extra)
            let arguments = outer.arguments(of: call)
            let position = arguments.startIndex + Int(parameter)
            guard position < arguments.endIndex, differsPerRound(arguments[position], outer) else {
                return nil
            }
            return .perRound(fields: numberedFields(outer))
        }
        return nil
    }

    /// The operand that the thread's function gets first.
    private func dataOperand(_ site: CallSite, _ function: Function) -> Operand? {
        for model in view.externalModels(site.instance, site.instruction) {
            for callback in model.callbacks where callback.moment == .thread {
                guard case .path(let path)? = callback.arguments.first else { continue }
                if let operand = view.operand(of: path.root, site.instance, site.instruction) {
                    return operand
                }
                if path.root == .variadic { return firstVariadic(callback, site, function) }
            }
        }
        return nil
    }

    /// The argument behind the function, where all that follow are handed on.
    private func firstVariadic(_ callback: Callback, _ site: CallSite, _ function: Function)
        -> Operand?
    {
        guard case .argument(let index) = callback.function.root else { return nil }
        return view.operand(of: .argument(index + 1), site.instance, site.instruction)
    }

    /// Computed from a local that the function writes more than once (a loop's counter), as a number,
    /// as an index, or fresh from a call.
    private func differsPerRound(_ operand: Operand, _ function: Function, depth: Int = 0) -> Bool {
        guard depth < 8, let value = operand.value else {
            guard let place = operand.place else { return false }
            return function.projections(of: place).contains { isCounted($0, function) }
        }
        let instruction = function.instructions[value]
        switch instruction.opcode {
        case .cast: return differsPerRound(instruction.a, function, depth: depth + 1)
        case .call: return true
        case .load:
            guard let place = instruction.place.id else { return false }
            return isCounter(place, function) || isFreshElement(place, function)
        case .pointerAdd: return differsPerRound(instruction.b, function, depth: depth + 1)
        case .binary:
            return differsPerRound(instruction.a, function, depth: depth + 1)
                || differsPerRound(instruction.b, function, depth: depth + 1)
        case .addressOf:
            guard let place = instruction.place.id else { return false }
            return function.projections(of: place).contains { isCounted($0, function) }
        default: return false
        }
    }

    /// An element at the counter, or a local, that was set to the result of a call: an allocation for
    /// every round.
    private func isFreshElement(_ place: PlaceID, _ function: Function) -> Bool {
        let projections = function.projections(of: place)
        guard projections.isEmpty || projections.contains(where: { isCounted($0, function) }) else {
            return false
        }
        let stored = function.instructions.elements.filter { instruction in
            guard instruction.opcode == .store, let target = instruction.place.id else {
                return false
            }
            return function.places[target].root == function.places[place].root
                && function.projections(of: target).count == projections.count
        }
        return !stored.isEmpty
            && stored.allSatisfy { store in
                var operand = store.a
                while let value = operand.value, function.instructions[value].opcode == .cast {
                    operand = function.instructions[value].a
                }
                return operand.value.map { function.instructions[$0].opcode == .call } ?? false
            }
    }

    private func isCounted(_ projection: Projection, _ function: Function) -> Bool {
        guard case .index(let index) = projection else { return false }
        return differsPerRound(index, function, depth: 4)
    }

    /// Whether the place is a local that is set and then counted up.
    private func isCounter(_ place: PlaceID, _ function: Function) -> Bool {
        guard function.projections(of: place).isEmpty,
            case .local(let local) = function.places[place].root
        else { return false }
        return function.instructions.elements.contains { instruction in
            guard instruction.opcode == .store, let target = instruction.place.id,
                function.places[target].root == .local(local), let sum = instruction.a.value
            else { return false }
            return function.instructions[sum].opcode == .binary
        }
    }

    /// Fields that the creating function sets to a number of its own in every round.
    private func numberedFields(_ function: Function) -> [FieldKey: [ThreadValue]] {
        var fields: [FieldKey: [ThreadValue]] = [:]
        let counters = function.instructions.elements.compactMap { instruction -> LocalID? in
            guard instruction.opcode == .load, let place = instruction.place.id,
                case .local(let local) = function.places[place].root, isCounter(place, function)
            else { return nil }
            return local
        }
        let traces = Set(counters).sorted().map {
            ThreadValueTrace(function, parameter: $0, isCounter: true)
        }
        for instruction in function.instructions.elements where instruction.opcode == .store {
            guard let place = instruction.place.id,
                case .field(let record, let field)? = function.projections(of: place).last,
                differsPerRound(instruction.a, function)
            else { continue }
            fields[FieldKey(record: record, field: field), default: []] +=
                traces.compactMap { $0.trace(instruction.a) }
        }
        return fields
    }

    /// `isByReference`: the thread gets what the operand points to, a copy of an argument.
    private func fixedForm(
        _ operand: Operand, _ function: Function, _ instance: InstanceID,
        isByReference: Bool = false, depth: Int = 0
    ) -> ArgumentForm {
        var hash = StableHash()
        var current = operand
        while let value = current.value {
            let instruction = function.instructions[value]
            switch instruction.opcode {
            case .cast: current = instruction.a
            case .addressOf:
                guard let place = instruction.place.id else { return .unknown }
                return isByReference
                    ? contentForm(place, function, instance, depth)
                    : addressForm(place, function, instance)
            default: return .unknown
            }
        }
        guard let constant = current.constant else { return .unknown }
        switch function.constants[constant] {
        case .integer(let bits, _):
            hash.combine(bits)
            return .fixed(hash.finish())
        case .global(let symbol):
            hash.combine(symbol.raw)
            hash.combine(1 as UInt64)
            return .fixed(hash.finish())
        default: return .unknown
        }
    }

    /// What a temporary holds that is set once, or made by a call of what it is given.
    private func contentForm(
        _ place: PlaceID, _ function: Function, _ instance: InstanceID, _ depth: Int
    ) -> ArgumentForm {
        guard depth < 4, case .local(let local) = function.places[place].root,
            function.projections(of: place).isEmpty
        else { return .unknown }
        var written: [Operand] = []
        var made: [Operand] = []
        for instruction in function.instructions.elements {
            if instruction.opcode == .store, let target = instruction.place.id,
                function.places[target].root == .local(local)
            {
                written.append(instruction.a)
            }
            guard instruction.opcode == .call else { continue }
            let call = CallID(instruction.extra)
            guard let result = function.calls[call].result.id,
                function.places[result].root == .local(local)
            else { continue }
            made += function.arguments(of: call)
        }
        let origins = written + made
        guard origins.count == 1 else { return .unknown }
        return fixedForm(origins[0], function, instance, depth: depth + 1)
    }

    private func addressForm(_ place: PlaceID, _ function: Function, _ instance: InstanceID)
        -> ArgumentForm
    {
        let trace = ThreadValueTrace(function, parameter: LocalID(UInt32.max))
        var hash = StableHash()
        guard view.cells(place, instance).count > 0, let first = view.cells(place, instance).first
        else { return .unknown }
        hash.combine(first.raw)
        for projection in function.projections(of: place) {
            guard case .index(let index) = projection else { continue }
            guard let number = trace.literal(index) else { return .unknown }
            hash.combine(UInt64(bitPattern: number))
        }
        hash.combine(2 as UInt64)
        return .fixed(hash.finish())
    }
}
