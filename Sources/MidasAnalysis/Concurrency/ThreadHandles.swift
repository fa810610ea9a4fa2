import MidasBase
import MidasDictionary
import MidasIR

/// Where the handles of threads go: a `std::thread` that is moved into a container, a `pthread_t` that
/// is kept in a struct or handed to the function that joins. Only copies from one cell to one cell
/// are followed, so that a join never ends a thread whose handle it may not have.
struct ThreadHandles {
    private let view: ThreadView
    /// Where what a cell holds is copied to.
    private var copies: [CellID: [CellID]] = [:]

    /// O(instructions of all instances).
    init(_ view: ThreadView, _ reach: ThreadReach) {
        self.view = view
        for instance in view.facts.callGraph.instances.ids
        where !reach.threads[instance.index].isEmpty {
            scan(instance)
        }
    }

    /// The cells to which handles in `cells` come, those included.
    func closure(of cells: [CellID]) -> [CellID] {
        var known = Set(cells)
        var work = cells
        while let cell = work.popLast() {
            for target in copies[cell, default: []] where known.insert(target).inserted {
                work.append(target)
            }
        }
        return known.sorted()
    }

    private mutating func scan(_ instance: InstanceID) {
        let function = view.function(instance)
        for id in function.instructions.ids {
            let step = function.instructions[id]
            switch step.opcode {
            case .store:
                guard let place = step.place.id, let source = loaded(step.a, function) else {
                    continue
                }
                add(view.cells(source, instance), view.cells(place, instance))
            case .copy:
                guard let place = step.place.id,
                    let source = OptionalID<PlaceTag>(raw: step.extra).id
                else { continue }
                add(view.cells(source, instance), view.cells(place, instance))
            case .call: scanCall(function, instance, id)
            default: break
            }
        }
    }

    private mutating func scanCall(
        _ function: Function, _ instance: InstanceID, _ id: InstructionID
    ) {
        for target in view.targets(instance, id) {
            switch target {
            case .instance(let callee):
                let call = CallID(function.instructions[id].extra)
                let parameters = view.facts.localObjects[callee]
                for (position, operand) in function.arguments(of: call).enumerated()
                where position < view.function(callee).parameterCount {
                    guard let source = loaded(operand, function) else { continue }
                    let object = view.facts.objects[parameters[position]]
                    if object.cellCount == 1 {
                        add(view.cells(source, instance), [object.firstCell])
                    }
                }
            case .external(let symbol):
                for flow in view.models[symbol]?.flows ?? [] where flow.kind == .copy {
                    add(
                        cells(of: flow.origin, instance, id)[...],
                        cells(of: flow.target, instance, id)[...])
                }
            }
        }
    }

    /// What a path means; of the elements of a container only these.
    private func cells(of path: Path, _ instance: InstanceID, _ id: InstructionID) -> [CellID] {
        let cells = view.cells(of: path, instance, id)
        guard path.part == .elements, let operand = view.operand(of: path.root, instance, id) else {
            return cells
        }
        let containers = Set(view.pointees(operand, instance))
        return cells.filter { !containers.contains($0) }
    }

    private mutating func add(_ source: ArraySlice<CellID>, _ target: ArraySlice<CellID>) {
        guard let from = onlyObject(source), let to = onlyObject(target), from != to else { return }
        copies[from, default: []].append(to)
    }

    /// The cell where cells of one object begin: a handle may be an object of several.
    private func onlyObject(_ cells: ArraySlice<CellID>) -> CellID? {
        guard let first = cells.first else { return nil }
        let object = view.facts.cells[first].object
        return cells.allSatisfy { view.facts.cells[$0].object == object } ? first : nil
    }

    /// The place that a value was loaded from.
    private func loaded(_ operand: Operand, _ function: Function) -> PlaceID? {
        var operand = operand
        while let value = operand.value {
            let step = function.instructions[value]
            switch step.opcode {
            case .cast: operand = step.a
            case .load: return step.place.id
            default: return nil
            }
        }
        return nil
    }
}
