import MidasBase
import MidasDictionary
import MidasIR

/// A function that code outside the tree calls back.
struct CallbackRecord {
    var call: Int
    /// Which callback of the model; `CallGraph.Callback.unknownModel` where there is no model.
    var model: UInt16
    /// What the parameters get; nil where nothing in the tree says.
    var arguments: [NodeID?]
    /// Which of them are addresses of elements: a parameter by value gets the element itself.
    var areElements: [Bool] = []
    /// Objects of classes that are handed over by reference: where they lie, and their type.
    var objects: [(address: NodeID, type: TypeID)?] = []
    /// How the library calls it, and how many arguments it was given.
    var callback: Callback?
    var argumentCount = 0
    /// Where the function's result goes.
    var result: NodeID?
    /// Where destructors are called: the declared type of what ends.
    var ending: TypeID?
}

/// Functions of the tree that code outside it runs.
extension PointsToSolver {
    /// Whether a parameter that stands for an element is given its address.
    private func takesAddress(_ type: TypeID) -> Bool {
        switch types[type] {
        case .reference: return true
        case .pointer(let target):
            if case .void = types[target] { return true } else { return false }
        default: return false
        }
    }

    /// A function that a callback may run.
    mutating func callbackTarget(_ target: UInt32, _ number: Int) {
        if callbacks[number].callback?.meaning == .destruction { return destroy(target, number) }
        guard target & ObjectTable.somewhere == 0, !callHeld(target, number) else { return }
        let object = objects.cells[CellID(target)].object
        if case .function(let symbol) = objects.objects[object].kind {
            guard let body = program.body(of: symbol) else { return }
            return callback(body, object: nil, number)
        }
        guard objects.firstCell(object).raw == target,
            let type = objects.objects[object].type, let record = types.record(type)
        else { return }
        callOperators(of: record, at: CellID(target), number)
    }

    /// Calls the operators of an object back, those of its base classes where it has none of its own:
    /// which of several overloads is meant is not known.
    mutating func callOperators(of record: RecordID, at object: CellID, _ number: Int) {
        if let own = callOperators[record] {
            for body in own { callback(body, object: object, number) }
            return
        }
        for base in types.records[record].bases {
            var part = object
            if case .cell(let moved) = objects.move(
                object, by: bits(of: base.offset), isArithmetic: false)
            {
                part = moved
            }
            callOperators(of: base.record, at: part, number)
        }
    }

    /// Calls `body` back, as an operator of `object` where there is one.
    mutating func callback(_ body: FunctionID, object: CellID?, _ number: Int) {
        let callee = instance(FunctionInstance(function: body))
        let record = callbacks[number]
        let edge = CallGraph.Callback(target: callee, model: record.model)
        if !calls[record.call].callbacks.contains(edge) {
            calls[record.call].callbacks.append(edge)
        }
        let function = program.functions[body]
        let hidden = object == nil ? 0 : 1
        let own =
            record.callback?.ownParameters(
                of: Int(function.parameterCount) - hidden, argumentCount: record.argumentCount) ?? 0
        if let object, function.parameterCount > 0 {
            let parameter = localObject(LocalID(0), function, callee)
            write(address(of: object), to: .cells(objects.allCells(parameter)))
        }
        for position in hidden..<max(hidden, Int(function.parameterCount)) {
            let local = LocalID(position)
            let index = position - hidden - own
            guard index >= 0 else {
                fillParameterFromOutside(local, function, callee)
                continue
            }
            let given = index < record.arguments.count ? record.arguments[index] : nil
            if let given {
                let parameter = localObject(local, function, callee)
                let target = Access.cells(objects.allCells(parameter))
                let isElement = index < record.areElements.count && record.areElements[index]
                let type = function.locals[local].type
                // A class that is not copied bit by bit: the parameter is the address of a copy,
                // which leads where the object leads.
                if index < record.objects.count, let object = record.objects[index],
                    case .reference(let taken, _) = types[type], types.isSame(taken, object.type)
                {
                    write(object.address, to: target)
                    continue
                }
                if isElement && !takesAddress(type) {
                    let width = objects.table.width(of: type)
                    copy(
                        .pointer(given, offset: 0, width: width, type: .none), to: target,
                        type: type)
                } else {
                    write(given, to: target)
                }
            } else {
                fillParameterFromOutside(local, function, callee)
            }
        }
        if let result = record.result { graph.addEdge(states[callee.index].result, result) }
    }
}

extension Callback {
    /// How many parameters of a thread's function the library fills itself, in front of what it was
    /// given: a thread that can be asked to stop gets a token first if its function takes one.
    func ownParameters(of parameters: Int, argumentCount: Int) -> Int {
        guard moment == .thread else { return 0 }
        let given = arguments.count { argument in
            guard case .path(let path) = argument, case .argument(let index) = path.root else {
                return false
            }
            return Int(index) < argumentCount
        }
        return given > 0 && given + 1 == parameters ? 1 : 0
    }
}
