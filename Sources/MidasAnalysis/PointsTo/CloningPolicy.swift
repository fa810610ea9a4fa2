import MidasBase
import MidasDictionary
import MidasIR

/// Which functions get an instance for each call: allocators and their wrappers, constructors,
/// operations of containers, small helpers through which pointers go: one instance for all callers
/// would make one object of everything that goes through it. Where there is room, also functions that
/// read or write what their callers hand in: one instance would join the values of all of them.
///
/// The cost is known beforehand: the instructions of all clones together stay below a multiple of
/// the program's. Where a clone for every call would cost more, the smallest allocators have it, the
/// others one for every type that they make an object of, and all other functions that would join
/// memory an instance for every receiver (object sensitivity after Milanova, Rountev and Ryder, TOSEM
/// 2005, with the field or variable that holds the receiver for its name), the smallest first, as far
/// as the budget goes. What is shared is reported.
struct CloningPolicy {
    enum Mode: UInt8 {
        case shared
        case byReceiver
        /// For the type of what is allocated.
        case byType
        case byCall
    }

    /// Instructions of a function that is cloned, with the clones that it needs itself, at most.
    static let sizeLimits = [240, 120, 60, 30, 15, 0]
    /// Of allocators at most: they are few and what they melt is worst.
    static let allocatorLimit = 400
    /// How many clones may be nested.
    static let depthLimit = 8
    /// All clones together, in halves of the program's instructions.
    static let budget = 1

    private var modes: [Mode]
    /// What was made coarser for the budget.
    private(set) var caps: [String] = []

    init(_ program: Program, _ models: ExternalModels) {
        let shapes = FlowShapes(program, models)
        let reached = Self.reached(program, shapes)
        var base = 0
        reached.forEach { base += program.functions[FunctionID($0)].instructions.count }
        let room = base * Self.budget / 2 + 20_000
        let largest = Self.sizeLimits[0]
        guard Plan(program, shapes, reached, memory: largest, values: 0).total <= room else {
            modes = []
            degrade(CloneCosts(program, shapes), shapes, room)
            return
        }
        let values = Self.sizeLimits.first { limit in
            Plan(program, shapes, reached, memory: largest, values: limit).total <= room
        }
        let plan = Plan(program, shapes, reached, memory: largest, values: values ?? 0)
        modes = plan.isCloned.map { $0 ? .byCall : .shared }
        if let values, values < largest {
            caps.append(
                "functions of more than \(values) instructions have one instance for the values of "
                    + "all callers")
        }
    }

    /// Clones as many as there is room for, those first without which most is joined.
    private mutating func degrade(_ costs: CloneCosts, _ shapes: FlowShapes, _ room: Int) {
        let allocators = costs.candidates.filter { shapes.shapes[$0.index].isFresh }
        let others = costs.candidates.filter { !shapes.shapes[$0.index].isFresh }
        let byType = costs.modes(.byType, for: allocators)
        let kept = Self.longest(allocators.count) { count in
            let first = Array(allocators.prefix(count))
            return costs.total(costs.modes(.byCall, for: first, byType)) <= room / 2
        }
        let base = costs.modes(.byCall, for: Array(allocators.prefix(kept)), byType)
        let keyed = Self.longest(others.count) { count in
            costs.total(costs.modes(.byReceiver, for: Array(others.prefix(count)), base)) <= room
        }
        modes = costs.modes(.byReceiver, for: Array(others.prefix(keyed)), base)
        caps.append(
            Self.text(
                typed: allocators.count - kept, keyed: keyed, shared: others.count - keyed))
    }

    /// The functions of the tree, and what they call of libraries' headers.
    private static func reached(_ program: Program, _ shapes: FlowShapes) -> BitSet {
        var reached = BitSet(capacity: program.functions.count)
        var open: [FunctionID] = program.functions.ids.filter {
            !program.symbols[program.functions[$0].symbol].flags.contains(.isSystem)
        }
        open.forEach { reached.insert($0.index) }
        while let id = open.popLast() {
            for call in program.functions[id].calls.elements {
                guard case .direct(let symbol) = call.callee,
                    let callee = shapes.body(of: symbol), reached.insert(callee.index)
                else { continue }
                open.append(callee)
            }
        }
        return reached
    }

    func mode(of function: FunctionID) -> Mode { modes[function.index] }

    private static func text(typed: Int, keyed: Int, shared: Int) -> String {
        var text =
            "cloning every function that joins what its callers keep apart would cost too much:"
            + " \(keyed) functions have an instance for every receiver"
        if shared > 0 { text += ", \(shared) larger ones a single one" }
        if typed > 0 { text += ", \(typed) allocators one for every type" }
        return text
    }

    /// The largest count up to a bound that holds, where all smaller ones hold too.
    private static func longest(_ bound: Int, _ holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = bound
        while low < high {
            let middle = (low + high + 1) / 2
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// What cloning with one limit comes to.
    private struct Plan {
        var isCloned: [Bool]
        /// By function: its instructions with those of the clones below it.
        var size: [Int]
        var total = 0

        /// - Parameters:
        ///   - memory: The limit for functions that would join memory.
        ///   - values: The limit for those that would join values only.
        init(
            _ program: Program, _ shapes: FlowShapes, _ reached: BitSet, memory: Int, values: Int
        ) {
            isCloned = Array(repeating: false, count: program.functions.count)
            size = program.functions.elements.map { $0.instructions.count }
            let components = StronglyConnectedComponents(of: shapes.directCalls())
            for members in components.members {
                for member in members {
                    decide(FunctionID(member), program, shapes, memory, values)
                }
            }
            for id in program.functions.ids
            where !isCloned[id.index] && reached.contains(id.index) {
                total += size[id.index] - program.functions[id].instructions.count
            }
        }

        private mutating func decide(
            _ id: FunctionID, _ program: Program, _ shapes: FlowShapes, _ memory: Int,
            _ values: Int
        ) {
            for call in program.functions[id].calls.elements {
                guard case .direct(let symbol) = call.callee,
                    let callee = shapes.body(of: symbol), isCloned[callee.index]
                else { continue }
                size[id.index] += size[callee.index]
            }
            let shape = shapes.shapes[id.index]
            let limit = shape.isFresh ? max(memory, CloningPolicy.allocatorLimit) : memory
            let bound = shape.mixesCallers ? max(limit, values) : values
            isCloned[id.index] =
                shape.mixesValues && !shapes.isRecursive[id.index] && size[id.index] <= bound
        }
    }
}
