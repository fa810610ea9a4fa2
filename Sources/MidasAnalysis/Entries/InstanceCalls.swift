import MidasBase
import MidasDictionary
import MidasIR

/// The calls of every instance in order, as the analysis of entries walks them.
struct InstanceCalls {
    struct Call {
        var instruction: InstructionID
        var block: BlockID
        var isIndirect: Bool
        /// Instances called.
        var callees: [InstanceID]
        /// Functions outside called.
        var externals: [SymbolID]
    }

    let program: Program
    let facts: PointsToFacts
    let models: ExternalModels
    let calls: Arena<InstanceTag, [Call]>

    init(_ program: Program, _ facts: PointsToFacts, _ models: ExternalModels) {
        self.program = program
        self.facts = facts
        self.models = models
        var all: Arena<InstanceTag, [Call]> = Arena()
        for instance in facts.callGraph.instances.ids {
            all.append(Self.calls(of: instance, program, facts.callGraph))
        }
        calls = all
    }

    private static func calls(
        of instance: InstanceID, _ program: Program, _ graph: CallGraph
    ) -> [Call] {
        let function = program.functions[graph.instances[instance].function]
        var found: [Call] = []
        for block in function.blocks.ids {
            for index in function.blocks[block].instructions {
                let id = InstructionID(index)
                let step = function.instructions[id]
                guard step.opcode == .call else { continue }
                var call = Call(
                    instruction: id, block: block, isIndirect: false, callees: [], externals: [])
                if case .indirect = function.calls[CallID(step.extra)].callee {
                    call.isIndirect = true
                }
                let site = CallSite(instance: instance, instruction: id)
                for target in graph.targets[site, default: []] {
                    switch target {
                    case .instance(let callee): call.callees.append(callee)
                    case .external(let symbol): call.externals.append(symbol)
                    }
                }
                found.append(call)
            }
        }
        return found
    }

    var instanceCount: Int { calls.count }

    func function(_ instance: InstanceID) -> Function {
        program.functions[facts.callGraph.instances[instance].function]
    }

    /// Whether a call gives a function as many arguments as it has parameters, pointers for pointers.
    /// Points-to finds more functions for a pointer than that in memory that programs lay out
    /// themselves; to call these is undefined (ISO C, 6.5.2.2).
    func fits(_ callee: InstanceID, _ call: Call, in instance: InstanceID) -> Bool {
        let caller = function(instance)
        let target = function(callee)
        let arguments = caller.arguments(of: CallID(caller.instructions[call.instruction].extra))
        guard arguments.count == Int(target.parameterCount) else { return false }
        return zip(arguments, target.locals.elements).allSatisfy { argument, parameter in
            guard let type = caller.type(of: argument) else { return true }
            return agree(type, parameter.type)
        }
    }

    /// Whether both are pointers, and not to different structures, or neither is.
    private func agree(_ a: TypeID, _ b: TypeID) -> Bool {
        let types = program.types
        guard types.isPointerLike(a), types.isPointerLike(b) else {
            return types.isPointerLike(a) == types.isPointerLike(b)
        }
        guard let first = types.element(a).flatMap({ types.record($0) }),
            let second = types.element(b).flatMap({ types.record($0) })
        else { return true }
        return first == second
    }

    /// Functions that a call runs before it returns, callbacks included.
    func runDuring(_ call: Call, _ instance: InstanceID) -> [InstanceID] {
        let site = CallSite(instance: instance, instruction: call.instruction)
        var all = call.callees
        for callback in facts.callGraph.callbacks[site, default: []]
        where moment(of: callback, call) == .during {
            all.append(callback.target)
        }
        return all
    }

    func moment(of callback: CallGraph.Callback, _ call: Call) -> MidasDictionary.Callback.Moment {
        guard callback.model != CallGraph.Callback.unknownModel else { return .later }
        for symbol in call.externals {
            guard let model = models[symbol], Int(callback.model) < model.callbacks.count else {
                continue
            }
            return model.callbacks[Int(callback.model)].moment
        }
        return .later
    }
}
