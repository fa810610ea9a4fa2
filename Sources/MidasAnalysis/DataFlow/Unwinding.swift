import MidasBase
import MidasDictionary
import MidasIR

/// Which instances let an exception out, found from callees to callers, and whose exceptions somebody
/// catches, found from callers to callees. Where none can come out of a call, its unwinding is no way
/// that control may go; what nobody catches ends the program (ISO C++, [except.terminate]).
struct Unwinding {
    private let context: FlowContext
    /// By instance; instances that call each other are taken to throw.
    private var throwing: [Bool]
    let caught: BitSet

    /// Complexity: linear in the size of the functions that have landing pads and in the calls.
    init(_ context: FlowContext) {
        self.context = context
        throwing = Array(repeating: true, count: context.facts.callGraph.instances.count)
        caught = CatchSearch(context).caught
    }

    /// Whether an exception that leaves an instance may be caught further up.
    func isCaught(_ instance: InstanceID) -> Bool { caught.contains(instance.index) }

    /// Whether control may go from a block to where it unwinds.
    func unwinds(_ block: BlockID, of function: Function, _ instance: InstanceID) -> Bool {
        switch function.blocks[block].terminator {
        case .throw, .resume: return true
        default: break
        }
        var calls = false
        for index in function.blocks[block].instructions
        where function.instructions.elements[index].opcode == .call {
            calls = true
            if mayThrow(InstructionID(index), instance) { return true }
        }
        return !calls
    }

    /// Notes an instance whose callees, other than itself, have been noted.
    mutating func note(_ instance: InstanceID, _ function: Function, _ regions: ControlRegions) {
        throwing[instance.index] = function.blocks.ids.contains { block in
            guard regions.isLive[block.index] else { return false }
            if function.leavesByThrow(block) { return true }
            return function.blocks[block].unwind.isNone
                && function.blocks[block].instructions.contains { index in
                    let opcode = function.instructions.elements[index].opcode
                    return opcode == .assembly || opcode == .hole || opcode == .unknown
                        || opcode == .call && mayThrow(InstructionID(index), instance)
                }
        }
    }

    private func mayThrow(_ call: InstructionID, _ instance: InstanceID) -> Bool {
        let targets = context.targets(instance, call)
        guard !targets.isEmpty else { return true }
        return targets.contains { target in
            switch target {
            case .instance(let callee):
                return throwing[callee.index] && !cannotThrow(symbol(of: callee))
            case .external(let symbol): return mayThrow(symbol)
            }
        }
    }

    private func symbol(of instance: InstanceID) -> SymbolID {
        context.function(instance).symbol
    }

    private func cannotThrow(_ symbol: SymbolID) -> Bool {
        context.program.symbols[symbol].flags.contains(.cannotThrow)
    }

    /// Functions of C that the dictionary knows let out only what they are given to call. (That a
    /// thread may be cancelled in some is no exception that a program handles.)
    private func mayThrow(_ symbol: SymbolID) -> Bool {
        if cannotThrow(symbol) { return false }
        guard let model = context.models[symbol], model.callbacks.isEmpty else { return true }
        let program = context.program
        return program.strings[program.symbols[symbol].usr].contains("#")
    }
}

/// Finds the instances that are called, directly or by way of others, where a handler is.
private struct CatchSearch {
    private(set) var caught: BitSet
    /// By instance: whom it calls where exceptions pass it by.
    private var passing: [[InstanceID]]
    private var open: [InstanceID] = []

    /// What becomes of an exception that unwinds to a landing pad.
    private struct Fate {
        var isHandled = false
        var goesOn = false
    }

    init(_ context: FlowContext) {
        let count = context.facts.callGraph.instances.count
        caught = BitSet(capacity: count)
        passing = Array(repeating: [], count: count)
        let handles = context.program.functions.elements.contains { function in
            function.instructions.elements.contains { $0.opcode == .catchBegin }
        }
        guard handles || !context.facts.callGraph.callbacks.isEmpty else { return }
        markOutside(context)
        for instance in context.facts.callGraph.instances.ids { add(instance, context) }
        while let instance = open.popLast() {
            for callee in passing[instance.index] { mark(callee) }
        }
    }

    /// Exceptions that code outside catches: of what is kept together with its result (a task), and of
    /// what a function that nobody knows is given.
    private mutating func markOutside(_ context: FlowContext) {
        for (site, callbacks) in context.facts.callGraph.callbacks {
            let targets = context.targets(site.instance, site.instruction)
            for callback in callbacks
            where callback.model == CallGraph.Callback.unknownModel
                || targets.contains(where: { keepsResult(of: callback, $0, context) })
            {
                mark(callback.target)
            }
        }
    }

    private func keepsResult(
        of callback: CallGraph.Callback, _ target: CallTarget, _ context: FlowContext
    ) -> Bool {
        guard case .external(let symbol) = target, let model = context.models[symbol],
            Int(callback.model) < model.callbacks.count,
            let path = model.callbacks[Int(callback.model)].result,
            context.program.mayThrow(symbol)
        else { return false }
        let isLater = model.callbacks[Int(callback.model)].moment != .during
        return path.dereferences > 0 && (isLater && path.root == .result || path.root == .receiver)
    }

    private mutating func add(_ instance: InstanceID, _ context: FlowContext) {
        let function = context.function(instance)
        for block in function.blocks.ids {
            let fate = Self.fate(function.blocks[block].unwind.id, function)
            for index in function.blocks[block].instructions
            where function.instructions.elements[index].opcode == .call {
                let call = InstructionID(index)
                let targets = context.targets(instance, call)
                var callees: [InstanceID] = []
                for case .instance(let callee) in targets { callees.append(callee) }
                callees += context.callbacksDuring(instance, call, targets).map(\.target)
                if fate.isHandled { for callee in callees { mark(callee) } }
                if fate.goesOn { passing[instance.index] += callees }
            }
        }
    }

    private mutating func mark(_ instance: InstanceID) {
        if caught.insert(instance.index) { open.append(instance) }
    }

    private static func fate(_ pad: BlockID?, _ function: Function) -> Fate {
        guard let pad else { return Fate(isHandled: false, goesOn: true) }
        var fate = Fate()
        var seen: Set<BlockID> = [pad]
        var open = [pad]
        while let block = open.popLast() {
            fate.isHandled =
                fate.isHandled
                || function.blocks[block].instructions.contains {
                    function.instructions.elements[$0].opcode == .catchBegin
                }
            if case .resume = function.blocks[block].terminator { fate.goesOn = true }
            function.forEachSuccessor(of: block) { next in
                if seen.insert(next).inserted { open.append(next) }
            }
        }
        return fate
    }
}
