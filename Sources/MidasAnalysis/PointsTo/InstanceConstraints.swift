import MidasBase
import MidasIR

/// What the solver keeps of an instance: numbers into its tables, `.max` for what is not made yet.
struct InstanceState {
    /// By instruction.
    var valueNodes: [UInt32]
    /// By local.
    var localObjects: [UInt32]
    /// What a scalar result points to.
    var result: NodeID
    /// How many callers it is cloned for, one inside the other.
    var depth: Int
    /// Whose operations this instance stands for, where its function is cloned by receiver.
    var receiver: Receiver?
}

extension PointsToSolver {
    /// The instance of a function for a context; its body is read later.
    mutating func instance(_ key: FunctionInstance) -> InstanceID {
        if let known = instanceIDs[key] { return known }
        let function = program.functions[key.function]
        let id = instances.append(key)
        instanceIDs[key] = id
        isReached[key.function.index] = true
        states.append(
            InstanceState(
                valueNodes: Array(repeating: .max, count: function.instructions.count),
                localObjects: Array(repeating: .max, count: function.locals.count),
                result: graph.makeNode(),
                depth: key.caller.id.map { states[$0.index].depth + 1 } ?? 0))
        unread.append(id)
        return id
    }

    /// Makes the constraints of an instance's body.
    mutating func generate(_ instance: InstanceID) {
        let function = program.functions[instances[instance].function]
        for id in function.instructions.ids { generate(id, function, instance) }
        for block in function.blocks.elements {
            switch block.terminator {
            case .return(let operand):
                let result = states[instance.index].result
                if let node = node(of: operand, function, instance) {
                    graph.addEdge(node, result)
                }
            case .throw(let operand), .resume(let operand):
                if let node = node(of: operand, function, instance) {
                    graph.addEdge(node, exceptions)
                }
            default: break
            }
        }
    }

    private mutating func generate(
        _ id: InstructionID, _ function: Function, _ instance: InstanceID
    ) {
        let step = function.instructions[id]
        switch step.opcode {
        case .load, .atomicLoad:
            guard let value = valueNode(id, function, instance) else { return }
            let access = place(step, function, instance)
            guard case .cells(let cells) = access, let root = step.place.id,
                case .global = function.places[root].root
            else { return read(access, into: value) }
            for raw in cells {
                guard let cell = node(of: CellID(raw)) else { continue }
                graph.addEdge(asRead(cell, CellID(raw), OptionalID(step.type)), value)
            }
        case .store, .atomicStore:
            guard let value = node(of: step.a, function, instance) else { return }
            write(value, to: place(step, function, instance))
        case .copy:
            let origin = access(PlaceID(step.extra), function, instance)
            let type = function.places[PlaceID(step.extra)].type
            copy(origin, to: place(step, function, instance), type: type)
        case .addressOf:
            guard let value = valueNode(id, function, instance) else { return }
            address(of: place(step, function, instance), into: value)
        case .pointerAdd: generatePointerAdd(id, step, function, instance)
        case .cast: generateCast(id, step, function, instance)
        case .unary, .binary: generateArithmetic(id, step, function, instance)
        case .call: generateCall(id, CallID(step.extra), function, instance)
        case .stackAllocate, .allocateException:
            guard let value = valueNode(id, function, instance) else { return }
            let wanted =
                step.opcode == .allocateException
                ? [types.element(step.type) ?? step.type] : typesOfHeap(id, instance)
            let site = CallSite(instance: instance, instruction: id)
            graph.addEdge(allocate(site, as: wanted, size: function.integer(step.a)), value)
        case .atomicUpdate, .compareExchange: generateAtomic(id, step, function, instance)
        case .variadicStart, .variadicArgument, .variadicArgumentInto, .variadicCopy:
            generateVariadic(id, step, function, instance)
        case .landingPad:
            guard let value = valueNode(id, function, instance) else { return }
            graph.addEdge(exceptions, value)
        case .catchBegin: flow(step.a, to: id, function, instance)
        case .assembly: generateAssembly(AssemblyID(step.extra), function, instance)
        case .unknown:
            for operand in function.arguments(of: CallID(step.extra)) {
                flow(operand, to: id, function, instance)
            }
        case .zero, .initializeBytes, .compare, .pointerDifference, .storageLive, .storageDead,
            .fence, .variadicEnd, .guardAcquire, .guardRelease, .setDynamicType, .catchMatches,
            .catchEnd, .typeInfo, .hole:
            break
        }
    }

    private mutating func place(
        _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) -> Access {
        guard let place = step.place.id else { return .nowhere }
        return access(place, function, instance)
    }

    /// The value ⊇ the operand.
    private mutating func flow(
        _ operand: Operand, to id: InstructionID, _ function: Function, _ instance: InstanceID
    ) {
        guard let from = node(of: operand, function, instance),
            let to = valueNode(id, function, instance)
        else { return }
        graph.addEdge(from, to)
    }

    // MARK: Pointer arithmetic

    private mutating func generatePointerAdd(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) {
        guard let from = node(of: step.a, function, instance),
            let to = valueNode(id, function, instance)
        else { return }
        let element = types.element(step.type) ?? void
        let stride = objects.table.width(of: element)
        if let count = function.integer(step.b) {
            move(from, by: Bits(truncatingIfNeeded: count) &* stride, to)
        } else if stride == 8 {
            graph.add(.wander, on: from, to.raw)
        } else {
            graph.addEdge(from, to)
        }
    }

    private mutating func move(_ from: NodeID, by offset: Bits, _ to: NodeID) {
        if offset == 0 {
            graph.addEdge(from, to)
        } else {
            graph.add(.step, on: from, to.raw, offset: offset)
        }
    }

    private mutating func generateCast(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) {
        guard let kind = CastKind(rawValue: step.detail) else { return }
        guard let from = node(of: step.a, function, instance),
            let to = valueNode(id, function, instance)
        else { return }
        switch kind {
        case .derivedToBase: move(from, by: Bits(step.extra) * 8, to)
        case .baseToDerived: move(from, by: -Bits(step.extra) * 8, to)
        case .toVirtualBase: graph.add(.wander, on: from, to.raw)
        case .dynamic, .integer, .integerToPointer, .pointerToInteger, .pointer, .bits,
            .memberPointer,
            .unknown:
            reinterpret(from, to, step, function, instances[instance].function)
        case .boolean, .integerToFloating, .floatingToInteger, .floating: break
        }
    }

    private mutating func hiddenPointers(of id: FunctionID) -> HiddenPointers {
        if let known = hiddenPointers[id.index] { return known }
        let made = HiddenPointers(program.functions[id])
        hiddenPointers[id.index] = made
        return made
    }

    /// Addresses hidden in integers: tags come and go, distances are added.
    private mutating func generateArithmetic(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) {
        guard types.mayBePointer(step.type),
            hiddenPointers(of: instances[instance].function).carry(id),
            let to = valueNode(id, function, instance)
        else { return }
        guard step.opcode == .binary, let operation = BinaryOperator(rawValue: step.detail) else {
            if step.detail == UnaryOperator.complement.rawValue {
                flow(step.a, to: id, function, instance)
            }
            return
        }
        switch operation {
        case .add, .subtract:
            guard let count = function.integer(step.b) else {
                for operand in [step.a, step.b] {
                    guard let from = node(of: operand, function, instance) else { continue }
                    graph.add(.wander, on: from, to.raw)
                }
                return
            }
            guard let from = node(of: step.a, function, instance) else { return }
            let bytes = Bits(truncatingIfNeeded: operation == .add ? count : 0 &- count)
            move(from, by: bytes &* 8, to)
        case .and, .or, .xor, .minimum, .maximum:
            flow(step.a, to: id, function, instance)
            flow(step.b, to: id, function, instance)
        case .multiply, .divide, .remainder, .shiftLeft, .shiftRight: break
        }
    }

    // MARK: The rest

    private mutating func generateAtomic(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) {
        let place = place(step, function, instance)
        if let value = node(of: step.a, function, instance) { write(value, to: place) }
        if step.opcode == .compareExchange {
            let expected = access(PlaceID(step.extra), function, instance)
            if types.mayBePointer(step.place.id.map { function.places[$0].type } ?? void),
                let old = read(place)
            {
                write(old, to: expected)
            }
        } else if let value = valueNode(id, function, instance) {
            read(place, into: value)
        }
    }

    /// A `va_list` points to the variadic object of the instance that started it.
    private mutating func generateVariadic(
        _ id: InstructionID, _ step: Instruction, _ function: Function, _ instance: InstanceID
    ) {
        let list = place(step, function, instance)
        switch step.opcode {
        case .variadicStart:
            write(address(ofObject: variadicObject(instance)), to: list)
        case .variadicCopy:
            guard let other = read(access(PlaceID(step.extra), function, instance)) else { return }
            write(other, to: list)
        case .variadicArgument:
            guard let value = valueNode(id, function, instance), let arguments = read(list) else {
                return
            }
            read(.pointer(arguments, offset: 0, width: 8, type: .none), into: value)
        default:
            let target = access(PlaceID(step.extra), function, instance)
            guard let arguments = read(list) else { return }
            copy(
                .pointer(arguments, offset: 0, width: 8, type: .none), to: target,
                type: function.places[PlaceID(step.extra)].type)
        }
    }

    private mutating func generateAssembly(
        _ id: AssemblyID, _ function: Function, _ instance: InstanceID
    ) {
        let assembly = function.assemblies[id]
        for input in assembly.inputs {
            guard let from = node(of: input, function, instance) else { continue }
            for output in assembly.outputs {
                write(from, to: access(output, function, instance))
            }
        }
    }
}

extension Function {
    /// Whether the operand is `p + 1`.
    func isOneBehind(_ operand: Operand) -> Bool {
        guard let value = operand.value, instructions[value].opcode == .pointerAdd else {
            return false
        }
        return integer(instructions[value].b) == 1
    }

    /// The operand's value where it is an integer constant.
    func integer(_ operand: Operand) -> Int64? {
        guard let id = operand.constant, case .integer(let bits, _) = constants[id] else {
            return nil
        }
        return Int64(bitPattern: bits)
    }
}
