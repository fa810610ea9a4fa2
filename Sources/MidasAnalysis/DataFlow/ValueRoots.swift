import MidasBase
import MidasIR

/// Which variables the operands of a function are computed from, whichever path is taken: a backward
/// slice over values, without memory behind pointers.
struct ValueRoots {
    enum Root: Hashable {
        case local(LocalID)
        case global(SymbolID)
    }

    private let function: Function
    /// By local: what is stored to all of it.
    private var stored: [[Operand]]
    /// By local: what goes into memory behind it, by stores through it and calls that are given it.
    private var behind: [[Operand]]

    init(_ function: Function) {
        self.function = function
        stored = Array(repeating: [], count: function.locals.count)
        behind = stored
        for step in function.instructions.elements { note(step) }
    }

    private mutating func note(_ step: Instruction) {
        switch step.opcode {
        case .store:
            guard let place = step.place.id else { return }
            if let local = function.rootLocal(place) {
                stored[local.index].append(step.a)
            } else if case .pointer(let pointer) = function.places[place].root {
                for case .local(let local) in direct(pointer) { behind[local.index].append(step.a) }
            }
        case .call:
            let arguments = function.arguments(of: CallID(step.extra))
            for argument in arguments {
                for case .local(let local) in direct(argument) {
                    behind[local.index] += arguments.filter { $0 != argument }
                }
            }
        default: break
        }
    }

    func stores(to local: LocalID) -> [Operand] { stored[local.index] }

    /// The variables that an expression names.
    func direct(_ operand: Operand) -> Set<Root> {
        var roots: Set<Root> = []
        var seen: Set<Operand> = []
        collect(operand, &roots, &seen)
        return roots
    }

    /// The variables that an expression names, and those that these were computed from.
    func full(_ operand: Operand) -> Set<Root> { close(direct(operand), followMemory: false) }

    /// The same, with what was written to the memory that the variables lead to.
    func attached(_ operand: Operand) -> Set<Root> { close(direct(operand), followMemory: true) }

    private func close(_ first: Set<Root>, followMemory: Bool) -> Set<Root> {
        var roots = first
        var open = Array(first)
        while let root = open.popLast() {
            guard case .local(let local) = root else { continue }
            var operands = stored[local.index]
            if followMemory, first.contains(root) { operands += behind[local.index] }
            for operand in operands {
                for more in direct(operand) where roots.insert(more).inserted { open.append(more) }
            }
        }
        return roots
    }

    private func collect(_ operand: Operand, _ roots: inout Set<Root>, _ seen: inout Set<Operand>) {
        guard !operand.isNone, seen.insert(operand).inserted else { return }
        if let place = operand.place { return collect(place, &roots, &seen) }
        if let constant = operand.constant {
            if case .global(let symbol) = function.constants[constant] {
                roots.insert(.global(symbol))
            }
            return
        }
        guard let value = operand.value else { return }
        let step = function.instructions[value]
        switch step.opcode {
        case .load, .atomicLoad, .addressOf:
            if let place = step.place.id { collect(place, &roots, &seen) }
        case .call:
            for argument in function.arguments(of: CallID(step.extra)) {
                collect(argument, &roots, &seen)
            }
        default:
            collect(step.a, &roots, &seen)
            collect(step.b, &roots, &seen)
        }
    }

    private func collect(_ place: PlaceID, _ roots: inout Set<Root>, _ seen: inout Set<Operand>) {
        switch function.places[place].root {
        case .local(let local): roots.insert(.local(local))
        case .global(let symbol): roots.insert(.global(symbol))
        case .pointer(let operand): collect(operand, &roots, &seen)
        case .result: break
        }
        for case .index(let operand) in function.projections(of: place) {
            collect(operand, &roots, &seen)
        }
    }
}

extension Function {
    /// What decides which object or element a place is: the pointer and the indices.
    func addressOperands(_ place: PlaceID) -> [Operand] {
        var operands: [Operand] = []
        if case .pointer(let operand) = places[place].root { operands.append(operand) }
        for case .index(let operand) in projections(of: place) { operands.append(operand) }
        return operands
    }

    /// An operand without the conversions around it.
    func withoutCasts(_ operand: Operand) -> Operand {
        var operand = operand
        while let value = operand.value, instructions[value].opcode == .cast {
            operand = instructions[value].a
        }
        return operand
    }
}
