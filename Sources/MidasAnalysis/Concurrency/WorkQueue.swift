import MidasBase
import MidasDictionary
import MidasIR

/// A container that threads only append to and take the first element from, however many: each element
/// is taken once, by whichever thread. What they do with it all in all is then the same in every order,
/// if no thread leaves because of what it has taken.
struct WorkQueue {
    private let view: ThreadView
    private let table: AccessTable
    private let context: FlagTable.Context
    private let container: CellID

    init(
        _ container: CellID, _ view: ThreadView, _ table: AccessTable, _ context: FlagTable.Context
    ) {
        self.container = container
        self.view = view
        self.table = table
        self.context = context
    }

    var isOne: Bool {
        var takes: [CallSite] = []
        for number in table[container].map(Int.init) where !context.early.contains(number) {
            let site = table.accesses[number].site
            switch view.queueOperation(site) {
            case .append: break
            case .takeFirst: takes.append(site)
            case .asksEmpty:
                guard view.asksEmptiness(site.instruction, view.function(site.instance)) else {
                    return false
                }
            case nil: if table.accesses[number].isWrite { return false }
            }
        }
        guard !takes.isEmpty, takes.allSatisfy(goesOn) else { return false }
        return view.facts.withElements([container]).allSatisfy { cell in
            cell == container
                || table[cell].map(Int.init).allSatisfy { number in
                    let access = table.accesses[number]
                    return context.early.contains(number)
                        || view.queueOperation(access.site) == .append
                        || view.isBehindFirst(access)
                }
        }
    }

    // MARK: Leaving

    /// Whether the loop around a taking ends by nothing that was taken: by the queue's being empty, a
    /// counter, or state that is looked at for itself.
    func goesOn(_ take: CallSite) -> Bool {
        let function = view.function(take.instance)
        guard let block = function.block(of: take.instruction)?.index,
            let loop = function.naturalLoops.last(where: { $0.blocks.contains(block) })
        else { return true }
        return loop.blocks.members.allSatisfy { inside in
            let block = BlockID(inside)
            switch function.blocks[block].terminator {
            case .branch(let condition, let first, let second):
                let stays = [first, second].allSatisfy { loop.blocks.contains($0.index) }
                return stays || isOwn(condition, take.instance, function, depth: 0)
            case .switch, .indirectJump: return false
            default: return true
            }
        }
    }

    private func isOwn(
        _ operand: Operand, _ instance: InstanceID, _ function: Function, depth: Int
    ) -> Bool {
        guard depth < 8 else { return false }
        guard let value = operand.value else { return true }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast, .unary: return isOwn(step.a, instance, function, depth: depth + 1)
        case .compare, .binary:
            return isOwn(step.a, instance, function, depth: depth + 1)
                && isOwn(step.b, instance, function, depth: depth + 1)
        case .call:
            let site = CallSite(instance: instance, instruction: value)
            return view.queueOperation(site) == .asksEmpty
        case .load, .atomicLoad:
            guard let place = step.place.id else { return false }
            switch function.places[place].root {
            case .global: return true
            case .pointer(let pointer): return isField(pointer, function)
            case .local(let local): return isCounter(local, instance, function, depth)
            case .result: return false
            }
        default: return false
        }
    }

    /// A field of the object that the function was called for.
    private func isField(_ pointer: Operand, _ function: Function) -> Bool {
        guard let value = pointer.value else { return true }
        let step = function.instructions[value]
        if step.opcode == .cast { return isField(step.a, function) }
        guard step.opcode == .load, let place = step.place.id,
            case .local(let local) = function.places[place].root
        else { return false }
        return local.index < Int(function.parameterCount)
    }

    /// A local that is only set to literals and counted on, or to whether the queue is empty.
    private func isCounter(
        _ local: LocalID, _ instance: InstanceID, _ function: Function, _ depth: Int
    ) -> Bool {
        function.instructions.elements.allSatisfy { step in
            guard let place = step.place.id, function.places[place].root == .local(local) else {
                return true
            }
            switch step.opcode {
            case .load, .storageLive, .storageDead: return true
            case .store:
                if counts(step.a, local, function) { return true }
                return isOwn(step.a, instance, function, depth: depth + 2)
            default: return false
            }
        }
    }

    private func counts(_ operand: Operand, _ local: LocalID, _ function: Function) -> Bool {
        guard let value = operand.value else { return true }
        let step = function.instructions[value]
        guard step.opcode == .binary, step.b.value == nil, let load = step.a.value,
            function.instructions[load].opcode == .load,
            let place = function.instructions[load].place.id
        else { return false }
        return function.places[place].root == .local(local)
    }
}

extension ThreadView {
    /// Whether an access is to the first element of a queue, or to what it leads to.
    func isBehindFirst(_ access: MemoryAccess) -> Bool {
        if queueOperation(access.site) == .takeFirst { return true }
        let function = function(access.instance)
        if let place = access.place {
            guard case .pointer(let pointer) = function.places[place].root else { return false }
            return isFirst(pointer, access.instance, function, depth: 0)
        }
        let call = function.instructions[access.instruction]
        guard call.opcode == .call else { return false }
        return function.arguments(of: CallID(call.extra)).contains {
            isFirst($0, access.instance, function, depth: 0)
        }
    }

    /// A pointer to the first element, or into it.
    fileprivate func isFirst(
        _ pointer: Operand, _ instance: InstanceID, _ function: Function, depth: Int
    ) -> Bool {
        guard depth < 8, let value = pointer.value else { return false }
        let site = CallSite(instance: instance, instruction: value)
        if queueOperation(site) == .takeFirst { return true }
        let step = function.instructions[value]
        switch step.opcode {
        case .cast: return isFirst(step.a, instance, function, depth: depth + 1)
        case .call:
            // `std::move(queue.front())`, `queue.front().c_str()`.
            return function.arguments(of: CallID(step.extra)).first.map {
                isFirst($0, instance, function, depth: depth + 1)
            } ?? false
        case .addressOf:
            guard let place = step.place.id, case .pointer(let base) = function.places[place].root
            else { return false }
            return isFirst(base, instance, function, depth: depth + 1)
        case .load:
            guard let stored = step.place.id.flatMap({ function.onlyStore(to: $0) }) else {
                return false
            }
            return isFirst(stored, instance, function, depth: depth + 1)
        default: return false
        }
    }
}
