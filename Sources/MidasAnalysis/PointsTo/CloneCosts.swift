import MidasBase
import MidasIR

/// What a choice of clones comes to, without points-to.
struct CloneCosts {
    let program: Program
    /// Functions worth cloning, small ones first, equals in order of the program.
    let candidates: [FunctionID]
    /// Functions by position, callers before those that they call.
    private let order: [FunctionID]
    private var sites: [[Site]]

    private struct Site {
        var callee: FunctionID
        var receiver: ReceiverOrigin
    }

    init(_ program: Program, _ shapes: FlowShapes) {
        self.program = program
        let components = StronglyConnectedComponents(of: shapes.directCalls())
        order = components.members.flatMap { $0.map { FunctionID($0) } }.reversed()
        sites = program.functions.ids.map { Self.sites(of: $0, program, shapes) }
        var sizes = program.functions.elements.map { $0.instructions.count }
        var chosen: [FunctionID] = []
        var isChosen = [Bool](repeating: false, count: sizes.count)
        for id in order.reversed() {
            let nested = sites[id.index].filter { isChosen[$0.callee.index] }
            sizes[id.index] += nested.reduce(0) { $0 + sizes[$1.callee.index] }
            let shape = shapes.shapes[id.index]
            let bound = shape.isFresh ? CloningPolicy.allocatorLimit : CloningPolicy.sizeLimits[0]
            guard shape.mixesCallers, !shapes.isRecursive[id.index], sizes[id.index] <= bound
            else { continue }
            isChosen[id.index] = true
            chosen.append(id)
        }
        candidates = chosen.sorted { (sizes[$0.index], $0.raw) < (sizes[$1.index], $1.raw) }
    }

    private static func sites(
        of id: FunctionID, _ program: Program, _ shapes: FlowShapes
    ) -> [Site] {
        let function = program.functions[id]
        let receivers = Receivers(function, program)
        var sites: [Site] = []
        for step in function.instructions.elements where step.opcode == .call {
            let call = CallID(step.extra)
            guard case .direct(let symbol) = function.calls[call].callee,
                let callee = shapes.body(of: symbol)
            else { continue }
            sites.append(Site(callee: callee, receiver: receivers.origin(of: call, to: callee)))
        }
        return sites
    }

    func modes(
        _ mode: CloningPolicy.Mode, for functions: [FunctionID], _ base: [CloningPolicy.Mode] = []
    ) -> [CloningPolicy.Mode] {
        var modes =
            base.isEmpty ? Array(repeating: .shared, count: program.functions.count) : base
        for id in functions { modes[id.index] = mode }
        return modes
    }

    /// How many types an allocator that is cloned by type is taken to be for.
    private static let typesExpected = 24

    /// Instructions of all clones beyond one instance of each function, at most.
    func total(_ modes: [CloningPolicy.Mode]) -> Int {
        var counts = [Int](repeating: 0, count: modes.count)
        var keys = [Set<Receiver>](repeating: [], count: modes.count)
        var total = 0
        for id in order {
            let size = program.functions[id].instructions.count
            let mode = modes[id.index]
            var count = mode == .shared ? 1 : max(counts[id.index] + keys[id.index].count, 1)
            if mode == .byType { count = min(count, Self.typesExpected) }
            (total, _) = total.addingReportingOverflow((count - 1) * size)
            if total > 1 << 40 { return total }
            for site in sites[id.index] {
                switch (modes[site.callee.index], site.receiver) {
                case (.shared, _): continue
                case (.byReceiver, .known(let key)): keys[site.callee.index].insert(key)
                case (.byReceiver, .own) where mode == .byReceiver:
                    keys[site.callee.index].formUnion(keys[id.index])
                case (.byReceiver, _): counts[site.callee.index] = 1
                default: counts[site.callee.index] += count
                }
            }
        }
        return total
    }
}
