import MidasAnalysis
import MidasBase
import MidasFindings
import MidasIR

/// State that neither lies in static storage nor on the heap: nothing tracks it.
struct UntrackedState {
    private let program: Program
    /// Records that lie on the stack of a function that is no part of a request.
    private var onStacks: [RecordID: String] = [:]

    /// - Parameter handler: what runs a request; what it calls lives no longer.
    init(_ program: Program, handler: SymbolID) {
        self.program = program
        let inside = Self.reached(from: handler, program)
        for function in program.functions.elements where !inside.contains(function.symbol) {
            guard program.symbols[function.symbol].kind == .function else { continue }
            let name = program.strings[program.symbols[function.symbol].qualifiedName]
            for local in function.locals.elements where local.kind == .variable {
                collect(local.type, name)
            }
        }
    }

    private static func reached(from handler: SymbolID, _ program: Program) -> Set<SymbolID> {
        var seen: Set<SymbolID> = [handler]
        var pending = [handler]
        while let symbol = pending.popLast() {
            guard let body = program.body(of: symbol) else { continue }
            for call in program.functions[body].calls.elements {
                guard case .direct(let callee) = call.callee, seen.insert(callee).inserted else {
                    continue
                }
                pending.append(callee)
            }
        }
        return seen
    }

    private mutating func collect(_ type: TypeID, _ function: String, depth: Int = 0) {
        guard depth < 16 else { return }
        if let record = program.types.record(type) {
            if onStacks.updateValue(function, forKey: record) != nil { return }
            for field in program.types.records[record].fields {
                collect(field.type, function, depth: depth + 1)
            }
        } else if case .array(let element, _) = program.types[type] {
            collect(element, function, depth: depth + 1)
        }
    }

    /// Why a state cannot be tracked at all; nil where it can.
    func obstacle(_ state: StateFinding, _ finder: PlaceFinder) -> String? {
        if let symbol = finder.variable(at: state.location) {
            return program.symbols[symbol].flags.contains(.isThreadLocal)
                ? "\(state.name) is one variable a thread" : nil
        }
        guard let record = finder.record(ofFieldAt: state.location) else {
            return "\(state.name) lies on a stack"
        }
        if let function = onStacks[record] {
            return "\(state.name) may lie on the stack of \(function)"
        }
        let isLocal = program.symbols.elements.contains { symbol in
            symbol.kind == .variable && symbol.flags.contains(.isThreadLocal)
                && program.types.record(symbol.type) == record
        }
        return isLocal ? "\(state.name) is one variable a thread" : nil
    }
}
