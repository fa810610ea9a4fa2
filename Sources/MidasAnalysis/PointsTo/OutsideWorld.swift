import MidasBase
import MidasIR

/// Memory that code outside the tree owns: what entry functions are given, and what undefined
/// variables hold. All objects of one type are one, since two entry functions may be given the same
/// object; a pointer in such an object points to the one of its pointee's type.
extension PointsToSolver {
    /// Pointers to `type` that come from outside.
    mutating func outside(_ type: TypeID) -> NodeID {
        if let node = outsideNodes[type] { return node }
        let node = graph.makeNode()
        outsideNodes[type] = node
        let (object, isNew) = objects.object(.outside(type), type: objectType(type))
        graph.addTarget(objects.firstCell(object), to: node)
        if isNew { unreadOutside.append(object) }
        return node
    }

    /// Nothing is known about objects of incomplete types.
    private func objectType(_ type: TypeID) -> TypeID? {
        switch types[type] {
        case .void, .opaque, .function: return nil
        case .record(let id): return types.records[id].isComplete ? type : nil
        default: return types.size(type) == TypeEntry.unknownSize ? nil : type
        }
    }

    /// What the pointers in an object point to, where the object was filled outside; what the tree
    /// stores there may come in again elsewhere.
    mutating func fillFromOutside(_ object: ObjectID) {
        for raw in objects.allCells(object) {
            let cell = CellID(raw)
            guard let pointee = types.element(objects.cells[cell].type),
                types.isPointerLike(objects.cells[cell].type), !types.isFunction(pointee),
                let inside = node(of: cell)
            else { continue }
            let handedIn = outside(pointee)
            graph.addEdge(handedIn, inside)
            graph.addEdge(inside, handedIn)
        }
    }

    mutating func fillParameterFromOutside(
        _ local: LocalID, _ function: Function, _ instance: InstanceID
    ) {
        let type = function.locals[local].type
        let parameter = localObject(local, function, instance)
        guard types.isPointerLike(type), let pointee = types.element(type) else {
            if types.isAggregate(type) { fillFromOutside(parameter) }
            return
        }
        if types.isFunction(pointee) { return }
        write(outside(pointee), to: .cells(objects.allCells(parameter)))
    }

    /// Makes a function one that code outside the tree calls.
    mutating func enter(_ body: FunctionID) -> InstanceID {
        let instance = instance(FunctionInstance(function: body))
        entered.append(instance)
        let function = program.functions[body]
        for index in 0..<Int(function.parameterCount) {
            fillParameterFromOutside(LocalID(index), function, instance)
        }
        if let pointee = types.element(function.resultType), !types.isFunction(pointee) {
            graph.addEdge(states[instance.index].result, outside(pointee))
        }
        return instance
    }
}
