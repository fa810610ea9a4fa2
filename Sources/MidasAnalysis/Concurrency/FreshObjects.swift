import MidasBase
import MidasIR

/// Accesses to an object that a function has just made and shown to nobody: no other thread can touch
/// it before it gets the address, and who hands over the address under a lock, through an atomic
/// variable or to a new thread orders what was done before (`ConcurrencyAnalysis` looks whether the
/// address goes another way).
struct FreshObjects {
    private let view: ThreadView
    private let reach: ThreadReach
    /// By instance with such objects.
    private var scans: [InstanceID: FreshScan] = [:]
    /// By instance, parameters that all callers give an object of their own.
    private var parameters: [InstanceID: Set<LocalID>] = [:]

    /// O(instructions of functions that allocate × locals that hold what they allocate).
    init(_ view: ThreadView, _ reach: ThreadReach) {
        self.view = view
        self.reach = reach
        let instances = view.facts.callGraph.instances.ids.filter {
            !reach.threads[$0.index].isEmpty
        }
        for instance in instances {
            let scan = FreshScan(view, instance, parameters: [])
            if !scan.isEmpty { scans[instance] = scan }
        }
        // Constructors and what fills an object: two calls deep.
        for _ in 0..<2 {
            let found = handedOver(instances)
            guard found != parameters else { break }
            parameters = found
            for instance in found.keys.sorted() {
                scans[instance] = FreshScan(view, instance, parameters: found[instance] ?? [])
            }
        }
    }

    func isPrivate(_ access: MemoryAccess) -> Bool {
        scans[access.instance]?.isPrivate(access) ?? false
    }

    /// Parameters that are given a fresh object by every call.
    private func handedOver(_ instances: [InstanceID]) -> [InstanceID: Set<LocalID>] {
        var candidates: Set<InstanceID> = []
        for caller in scans.keys {
            for call in reach.calls[caller.index] { candidates.insert(call.callee) }
        }
        var found: [InstanceID: Set<LocalID>] = [:]
        for callee in candidates.sorted() {
            let callers = reach.callers[callee.index]
            guard var common = callers.first.map({ given($0, callee) }) else { continue }
            for caller in callers.dropFirst() where !common.isEmpty {
                common.formIntersection(given(caller, callee))
            }
            if !common.isEmpty { found[callee] = common }
        }
        return found
    }

    private func given(_ caller: CallSite, _ callee: InstanceID) -> Set<LocalID> {
        guard let scan = scans[caller.instance] else { return [] }
        let function = view.function(caller.instance)
        guard function.instructions[caller.instruction].opcode == .call else { return [] }
        let call = CallID(function.instructions[caller.instruction].extra)
        let count = view.function(callee).parameterCount
        var found: Set<LocalID> = []
        for (position, operand) in function.arguments(of: call).enumerated()
        where position < count && scan.isPrivate(operand, at: caller.instruction) {
            found.insert(LocalID(position))
        }
        return found
    }
}
