import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR

/// What functions do to variables when they are called, everything that they call included, and which
/// may be called a second time.
struct ReplayableFunctions {
    let program: Program
    private let dictionary: NondeterminismDictionary
    /// Bodies that hold an effective source.
    private let drawing: Set<SymbolID>
    private var known: [SymbolID: VariableAccess] = [:]
    /// Functions whose effects are being gathered, the innermost last.
    private var open: [SymbolID] = []

    init(_ program: Program, _ dictionary: NondeterminismDictionary, drawing: Set<SymbolID>) {
        self.program = program
        self.dictionary = dictionary
        self.drawing = drawing
    }

    /// Globals that a function of the tree reads and writes, itself or by what it calls; locals are
    /// left out. O(instructions), once a function.
    mutating func effects(of symbol: SymbolID) -> VariableAccess {
        if let found = known[symbol] { return found }
        if open.contains(symbol) {
            // A function that calls itself finds nothing more in the inner call.
            var inner = VariableAccess()
            if open.last != symbol { inner.obstacle = "calls itself by way of others" }
            return inner
        }
        open.append(symbol)
        defer { open.removeLast() }
        var found = VariableAccess()
        if let body = program.body(of: symbol) {
            let function = program.functions[body]
            let scan = AccessScan(program: program, function: function)
            for id in function.instructions.ids { found.formUnion(scan.access(of: id)) }
            for callee in found.callees.sorted() {
                var inner = effects(of: callee)
                if inner.writesParameters { inner.obstacle = inner.obstacle ?? Self.throughPointer }
                inner.writesParameters = false
                found.formUnion(inner)
            }
        }
        found.reads = found.reads.filter { $0.global != nil }
        found.writes = found.writes.filter { $0.global != nil }
        known[symbol] = found
        return found
    }

    private static let throughPointer = "hands on pointers that are written through"

    /// Why a function may not be called a second time; nil if it may.
    mutating func obstacle(toRunAgain symbol: SymbolID) -> String? {
        let name = program.strings[program.symbols[symbol].qualifiedName]
        if program.body(of: symbol) == nil {
            return isPure(symbol) ? nil : "calls \(name), which is not known to do the same again"
        }
        let effects = effects(of: symbol)
        if let obstacle = effects.obstacle { return "calls \(name), which \(obstacle)" }
        if effects.readsBlindly { return "calls \(name), which reads through a pointer" }
        for callee in effects.callees.union([symbol]) where drawing.contains(callee) {
            return "calls \(name), which draws something nondeterministic itself"
        }
        for external in effects.externals.sorted() where !isPure(external) {
            let inner = program.strings[program.symbols[external].qualifiedName]
            return "calls \(name), which calls \(inner)"
        }
        return nil
    }

    /// Whether a function outside the tree only computes.
    private func isPure(_ symbol: SymbolID) -> Bool {
        let name = program.strings[program.symbols[symbol].qualifiedName]
        if program.symbols[symbol].flags.contains(.isPure) { return true }
        guard let model = dictionary.function(name) else { return false }
        return !model.traits.isDisjoint(with: [.const, .pure]) && model.outputs.isEmpty
    }

    /// Whether a function outside the tree may write behind a pointer that it is given; calls of such
    /// functions with pointers to variables are seen as writes of these, where the pointer is known.
    func mayWriteBehindPointers(_ symbol: SymbolID) -> Bool {
        let name = program.strings[program.symbols[symbol].qualifiedName]
        guard let model = dictionary.function(name) else { return true }
        let paths =
            model.outputs.map(\.path) + model.flows.map(\.target) + model.overwrites.map(\.path)
        return paths.contains { path in
            switch path.root {
            case .argument, .arguments, .variadic, .receiver: path.dereferences > 0
            case .result, .errno, .state, .value: false
            }
        }
    }
}
