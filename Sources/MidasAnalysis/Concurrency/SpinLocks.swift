import MidasBase
import MidasDictionary
import MidasIR

/// Locks that a program makes of atomic variables: an exchange or a compare-exchange takes them from
/// zero to a constant, an atomic store of zero gives them back, and nothing else writes them.
struct SpinLocks {
    struct Step {
        var cell: CellID
        var acquires: Bool
        /// Of an acquisition: the result that says that it succeeded.
        var succeedsWhenZero: Bool
        /// The address of the lock.
        var pointer: Operand?
    }

    private(set) var steps: [CallSite: Step] = [:]
    private(set) var cells: Set<CellID> = []

    init(_ view: ThreadView, _ reach: ThreadReach) {
        var scan = Scan(view: view)
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            scan.scan(instance)
        }
        let acquired = Set(scan.found.filter(\.step.acquires).map(\.step.cell))
        let released = Set(scan.found.filter { !$0.step.acquires }.map(\.step.cell))
        cells = acquired.intersection(released).subtracting(scan.excluded)
        for found in scan.found where cells.contains(found.step.cell) {
            steps[found.site] = found.step
        }
    }

    private struct Scan {
        let view: ThreadView
        var found: [(site: CallSite, step: Step)] = []
        /// Cells that something else writes.
        var excluded: Set<CellID> = []

        mutating func scan(_ instance: InstanceID) {
            let function = view.function(instance)
            let symbol = view.program.symbols[function.symbol]
            guard symbol.kind != .variable else { return }
            for id in function.instructions.ids {
                let instruction = function.instructions[id]
                switch instruction.opcode {
                case .atomicUpdate, .compareExchange, .atomicStore:
                    add(step(function, id, instruction), instance, id, instruction)
                case .call: scanCall(function, instance, id)
                default: break
                }
            }
        }

        /// What the instruction would be for a lock: nil if no lock does that.
        private func step(_ function: Function, _ id: InstructionID, _ instruction: Instruction)
            -> (acquires: Bool, whenZero: Bool)?
        {
            let literal = literal(instruction.a, function)
            switch instruction.opcode {
            case .atomicUpdate:
                let isExchange = instruction.extra == AtomicOperation.exchange.rawValue
                return isExchange && literal != nil && literal != 0 ? (true, true) : nil
            case .compareExchange:
                return literal != nil && literal != 0 ? (true, false) : nil
            default: return literal == 0 ? (false, false) : nil
            }
        }

        private mutating func add(
            _ step: (acquires: Bool, whenZero: Bool)?, _ instance: InstanceID,
            _ id: InstructionID, _ instruction: Instruction
        ) {
            guard let place = instruction.place.id else { return }
            let cells = view.cells(place, instance)
            guard let step, cells.count == 1, let cell = cells.first else {
                excluded.formUnion(cells)
                return
            }
            var pointer: Operand?
            if case .pointer(let operand) = view.function(instance).places[place].root {
                pointer = operand
            }
            found.append(
                (
                    CallSite(instance: instance, instruction: id),
                    Step(
                        cell: cell, acquires: step.acquires, succeedsWhenZero: step.whenZero,
                        pointer: pointer)
                ))
        }

        private mutating func scanCall(
            _ function: Function, _ instance: InstanceID, _ id: InstructionID
        ) {
            for model in view.externalModels(instance, id) {
                for synchronisation in model.synchronisations {
                    guard
                        [.atomicStore, .atomicUpdate, .atomicCompareExchange]
                            .contains(synchronisation.role)
                    else { continue }
                    addCall(synchronisation, function, instance, id)
                }
            }
        }

        private mutating func addCall(
            _ synchronisation: Synchronisation, _ function: Function, _ instance: InstanceID,
            _ id: InstructionID
        ) {
            let cells = view.cells(of: synchronisation.object, instance, id)
            let call = CallID(function.instructions[id].extra)
            let arguments = Array(function.arguments(of: call).dropFirst())
            guard cells.count == 1, let cell = cells.first,
                let step = callStep(synchronisation, arguments, function)
            else {
                excluded.formUnion(cells)
                return
            }
            found.append(
                (
                    CallSite(instance: instance, instruction: id),
                    Step(
                        cell: cell, acquires: step.acquires, succeedsWhenZero: step.whenZero,
                        pointer: view.operand(of: synchronisation.object.root, instance, id))
                ))
        }

        private func callStep(
            _ synchronisation: Synchronisation, _ arguments: [Operand], _ function: Function
        ) -> (acquires: Bool, whenZero: Bool)? {
            let first = arguments.first.map { literal($0, function) } ?? nil
            switch synchronisation.role {
            case .atomicUpdate:
                guard synchronisation.operation == .exchange else { return nil }
                return arguments.isEmpty || (first != nil && first != 0) ? (true, true) : nil
            case .atomicCompareExchange:
                let new = arguments.count > 1 ? literal(arguments[1], function) : nil
                return new != nil && new != 0 ? (true, false) : nil
            case .atomicStore: return arguments.isEmpty || first == 0 ? (false, false) : nil
            default: return nil
            }
        }

        private func literal(_ operand: Operand, _ function: Function) -> UInt64? {
            if let constant = operand.constant {
                switch function.constants[constant] {
                case .integer(let bits, _): return bits
                case .null: return 0
                default: return nil
                }
            }
            guard let value = operand.value, function.instructions[value].opcode == .cast else {
                return nil
            }
            return literal(function.instructions[value].a, function)
        }
    }
}
