import MidasBase
import MidasDictionary
import MidasIR

/// From a program to where its pointers point and who calls whom.
public enum PointsToAnalysis {
    /// Analyses everything that `main` and static initialisation reach; of a library everything
    /// that its externally linked functions reach.
    public static func run(
        _ program: Program, models: ExternalModels, entryFunctions: [String] = []
    ) -> PointsToFacts {
        var solver = PointsToSolver(program, models)
        solve(&solver, entryFunctions: entryFunctions)
        return solver.facts()
    }

    /// Settles all sets.
    ///
    /// - Parameter entryFunctions: qualified names of functions that the outside calls besides.
    static func solve(_ solver: inout PointsToSolver, entryFunctions: [String] = []) {
        let program = solver.program
        for symbol in program.symbols.ids where program.symbols[symbol].kind == .variable {
            _ = solver.global(symbol)
        }
        for start in program.startFunctions {
            _ = solver.instance(FunctionInstance(function: start))
        }
        for symbol in program.symbols.elements where symbol.flags.contains(.runsAtExit) {
            if let body = symbol.body.id { _ = solver.instance(FunctionInstance(function: body)) }
        }
        if let main = program.main, let body = program.body(of: main) {
            _ = solver.enter(body)
            solver.enter(named: entryFunctions)
            solver.solve()
        } else {
            solver.enter(named: entryFunctions)
            solver.solveLibrary()
        }
        solver.linkUnseenDispatches()
    }
}

extension PointsToSolver {
    /// Enters functions that somebody says the outside calls.
    fileprivate mutating func enter(named names: [String]) {
        guard !names.isEmpty else { return }
        let wanted = Set(names)
        for symbol in program.symbols.ids where symbol != program.main {
            guard program.symbols[symbol].kind == .function, let body = program.body(of: symbol),
                wanted.contains(program.strings[program.symbols[symbol].qualifiedName])
            else { continue }
            _ = enter(body)
        }
    }

    /// Enters the functions that other code may call and nothing in the tree does: first those that
    /// nothing mentions, then, while some are left that nothing reached, the first of them.
    fileprivate mutating func solveLibrary() {
        let mentioned = mentionedFunctions()
        var entered = Set<FunctionID>()
        let candidates = program.symbols.ids.filter {
            program.symbols[$0].isLibraryEntryCandidate
        }
        for symbol in candidates where !mentioned.contains(symbol.index) {
            guard let body = program.body(of: symbol) else { continue }
            entered.insert(body)
            _ = enter(body)
        }
        solve()
        for symbol in candidates {
            guard let body = program.body(of: symbol),
                !isReached[body.index]
            else { continue }
            _ = enter(body)
            solve()
        }
    }

    /// Functions that some body names, to call them or to hand them on.
    private func mentionedFunctions() -> BitSet {
        var mentioned = BitSet(capacity: program.symbols.count)
        for function in program.functions.elements {
            for call in function.calls.elements {
                switch call.callee {
                case .direct(let symbol) where symbol != function.symbol:
                    mentioned.insert(symbol.index)
                case .virtual(let symbol):
                    for target in hierarchy.targets(of: symbol) { mentioned.insert(target.index) }
                default: break
                }
            }
            for constant in function.constants.elements {
                switch constant {
                case .function(let symbol), .memberFunction(let symbol, _):
                    mentioned.insert(symbol.index)
                default: break
                }
            }
        }
        return mentioned
    }
}

extension Symbol {
    /// Defined in the tree and callable from outside it.
    var isLibraryEntryCandidate: Bool {
        kind == .function && linkage == .external && !body.isNone && !flags.contains(.isSystem)
    }
}
