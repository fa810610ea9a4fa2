import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// What functions do to variables when they are called, everything that they call included, and which
/// may be called a second time.
struct ReplayableFunctions {
    let program: Program
    private let dictionary: NondeterminismDictionary
    /// Bodies that hold an effective source which is not recorded.
    private let drawing: Set<SymbolID>
    /// By file: where recorded calls begin. They take their values from a record.
    private let recorded: [String: Set<Int>]
    /// Draws whose value does not matter: they may be made again.
    private let harmless: Set<Location>
    private var known: [SymbolID: VariableAccess] = [:]
    /// Functions whose effects are being gathered, the innermost last.
    private var open: [SymbolID] = []

    init(
        _ program: Program, _ dictionary: NondeterminismDictionary, drawing: Set<SymbolID>,
        recorded: [String: Set<Int>], harmless: Set<Location>
    ) {
        self.recorded = recorded
        self.harmless = harmless
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
            for id in function.instructions.ids {
                var access = scan.access(of: id)
                if isRecorded(id, function) { access.externals = [] }
                access.obstacle = access.obstacle ?? pointerObstacle(id, scan)
                found.formUnion(access)
            }
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

    func isRecorded(_ id: InstructionID, _ function: Function) -> Bool {
        let begin = function.ranges[function.instructions[id].range].begin
        guard function.instructions[id].opcode == .call, !begin.isNone else { return false }
        let file = program.strings[program.files[begin.file].path]
        let place = Location(file: file, line: Int(begin.line), column: Int(begin.column))
        return recorded[file]?.contains(Int(begin.offset)) ?? false || harmless.contains(place)
    }

    /// What is outside the tree may write behind the pointers that it is given.
    private func pointerObstacle(_ id: InstructionID, _ scan: AccessScan) -> String? {
        let function = scan.function
        guard function.instructions[id].opcode == .call else { return nil }
        let call = CallID(function.instructions[id].extra)
        guard case .direct(let symbol) = function.calls[call].callee,
            program.body(of: symbol) == nil, mayWriteBehindPointers(symbol)
        else { return nil }
        let isKnown = function.arguments(of: call).allSatisfy {
            !scan.isPointer($0) || scan.origin($0) != .unknown
        }
        return isKnown ? nil : "hands a pointer of unknown target to \(name(symbol))"
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
            return "calls \(name), which draws something that is not recorded"
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
