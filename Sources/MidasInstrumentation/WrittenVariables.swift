import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR

/// The variables in static storage that a handler may touch, everything that it calls included, where
/// all of them are known: then what it did can be undone variable by variable.
struct WrittenVariables {
    var writes: Set<SymbolID> = []
    var reads: Set<SymbolID> = []
    /// Reads through pointers that nobody knows: it may read anything.
    var readsBlindly = false

    /// - Throws: why not all writes are known. O(instructions that can be reached).
    init(
        _ handler: SymbolID, _ program: Program, _ dictionary: NondeterminismDictionary,
        _ functions: ReplayableFunctions
    ) throws(RecordShape.Obstacle) {
        var pending = [handler]
        var seen: Set<SymbolID> = [handler]
        while let symbol = pending.popLast() {
            guard let body = program.body(of: symbol) else { continue }
            let function = program.functions[body]
            guard function.holes.isEmpty else {
                throw RecordShape.Obstacle("runs code that was not understood")
            }
            let scan = AccessScan(program: program, function: function)
            for id in function.instructions.ids {
                let access = scan.access(of: id)
                if let obstacle = access.obstacle { throw RecordShape.Obstacle(obstacle) }
                add(access)
                for callee in access.callees.sorted() where seen.insert(callee).inserted {
                    pending.append(callee)
                }
                try check(id, function, scan, functions, dictionary)
            }
        }
        // Constants are never written, whoever takes their address.
        writes = writes.filter { !program.symbols[$0].flags.contains(.isConstant) }
    }

    private mutating func add(_ access: VariableAccess) {
        writes.formUnion(access.writes.compactMap(\.global))
        reads.formUnion(access.reads.compactMap(\.global))
        readsBlindly = readsBlindly || access.readsBlindly
    }

    /// A call may write behind a pointer only where its target is known, and keeps no heap.
    private func check(
        _ id: InstructionID, _ function: Function, _ scan: AccessScan,
        _ functions: ReplayableFunctions, _ dictionary: NondeterminismDictionary
    ) throws(RecordShape.Obstacle) {
        guard function.instructions[id].opcode == .call else { return }
        let call = CallID(function.instructions[id].extra)
        guard case .direct(let symbol) = function.calls[call].callee else { return }
        let model = dictionary.function(functions.name(symbol))
        if let model, !model.allocations.isEmpty || !model.releases.isEmpty {
            throw RecordShape.Obstacle("keeps memory on the heap (\(functions.name(symbol)))")
        }
        guard functions.mayWrite(symbol) else { return }
        for operand in function.arguments(of: call)
        where scan.isPointer(operand) && scan.origin(operand) == .unknown {
            throw RecordShape.Obstacle(
                "hands a pointer of unknown target to \(functions.name(symbol))")
        }
    }
}
