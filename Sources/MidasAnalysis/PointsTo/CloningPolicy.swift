import MidasBase
import MidasDictionary
import MidasIR

/// Which functions get an instance for each call: allocators and their wrappers, constructors,
/// operations of containers, small helpers through which pointers go. One instance for all callers
/// would make one object of everything that goes through it.
///
/// The cost is known beforehand: the instructions of all clones together stay below a multiple of
/// the program's, and where they would not, the larger helpers are shared; which, is reported.
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
    private(set) var cap: String?

    init(_ program: Program, _ models: ExternalModels) {
        let shapes = FlowShapes(program, models)
        isCloned = []
        let base = program.functions.elements.reduce(0) { $0 + $1.instructions.count }
        for limit in Self.sizeLimits {
            let plan = Plan(program, shapes, limit)
            isCloned = plan.isCloned
            if limit < Self.sizeLimits[0] {
                cap = "functions of more than \(limit) instructions are not cloned by caller"
            }
            if plan.total <= base * Self.budget / 2 + 20_000 { break }
        }
    }

    func clones(_ function: FunctionID) -> Bool { isCloned[function.index] }

    /// What cloning with one limit comes to.
    private struct Plan {
        var isCloned: [Bool]
        /// By function: its instructions with those of the clones below it.
        var size: [Int]
        var total = 0

        init(_ program: Program, _ shapes: FlowShapes, _ limit: Int) {
            isCloned = Array(repeating: false, count: program.functions.count)
            size = program.functions.elements.map { $0.instructions.count }
            let components = StronglyConnectedComponents(of: FlowShapes.directCalls(program))
            for members in components.members {
                for member in members { decide(FunctionID(member), program, shapes, limit) }
            }
            for id in program.functions.ids where !isCloned[id.index] {
                total += size[id.index] - program.functions[id].instructions.count
            }
        }

        private mutating func decide(
            _ id: FunctionID, _ program: Program, _ shapes: FlowShapes, _ limit: Int
        ) {
            for call in program.functions[id].calls.elements {
                guard case .direct(let symbol) = call.callee,
                    let callee = program.body(of: symbol), isCloned[callee.index]
                else { continue }
                size[id.index] += size[callee.index]
            }
            let shape = shapes.shapes[id.index]
            let bound = shape.isFresh ? max(limit, CloningPolicy.allocatorLimit) : limit
            isCloned[id.index] =
                shape.mixesCallers && !shapes.isRecursive[id.index] && size[id.index] <= bound
        }
    }
}
