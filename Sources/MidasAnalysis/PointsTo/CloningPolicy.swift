import MidasBase
import MidasDictionary
import MidasIR

/// Which functions get an instance for each call: allocators and their wrappers, constructors,
/// operations of containers, small helpers through which pointers go: one instance for all callers
/// would make one object of everything that goes through it. Where there is room, also functions that
/// read or write what their callers hand in: one instance would join the values of all of them.
///
/// The cost is known beforehand: the instructions of all clones together stay below a multiple of
/// the program's, and where they would not, the larger functions are shared; which, is reported.
struct CloningPolicy {
    /// Instructions of a function that is cloned, with the clones that it needs itself, at most.
    static let sizeLimits = [240, 120, 60, 30, 15, 0]
    /// Of allocators at most: they are few and what they melt is worst.
    static let allocatorLimit = 400
    /// How many clones may be nested.
    static let depthLimit = 8
    /// All clones together, in halves of the program's instructions.
    static let budget = 1

    private var isCloned: [Bool]
    /// What was made coarser for the budget.
    private(set) var caps: [String] = []

    init(_ program: Program, _ models: ExternalModels) {
        let shapes = FlowShapes(program, models)
        let reached = Self.reached(program, shapes)
        var base = 0
        reached.forEach { base += program.functions[FunctionID($0)].instructions.count }
        let room = base * Self.budget / 2 + 20_000
        let memory = Self.sizeLimits.first { limit in
            Plan(program, shapes, reached, memory: limit, values: 0).total <= room
        }
        let memoryLimit = memory ?? 0
        let values = Self.sizeLimits.first { limit in
            Plan(program, shapes, reached, memory: memoryLimit, values: limit).total <= room
        }
        let plan = Plan(program, shapes, reached, memory: memoryLimit, values: values ?? 0)
        isCloned = plan.isCloned
        if memoryLimit < Self.sizeLimits[0] {
            caps.append(
                "functions of more than \(memoryLimit) instructions are not cloned by caller")
        }
        if let values, values < memoryLimit {
            caps.append(
                "functions of more than \(values) instructions have one instance for the values of "
                    + "all callers")
        }
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

    func clones(_ function: FunctionID) -> Bool { isCloned[function.index] }

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
