import MidasBase
import MidasDictionary
import MidasIR

/// Where requests begin and end inside functions.
struct QuiescentCode {
    /// By instance: headers and latches of its request loops.
    private var headers: [InstanceID: [BlockID]] = [:]
    private var latches: [InstanceID: [Int]] = [:]
    /// Calls of a library's loop.
    private var loopCalls: Set<CallSite> = []
    /// Calls that run handlers, with those that are requests of their own.
    private var dispatches: [CallSite: [InstanceID]] = [:]
    /// Instances that wait for requests, themselves or in what they call.
    private var isWaiting: [Bool]

    init(_ context: FlowContext, _ order: CallOrder) {
        isWaiting = Array(repeating: false, count: order.callees.count)
        for loop in context.entries.requestLoops {
            isWaiting[loop.instance.index] = true
            if let header = loop.header.id {
                headers[loop.instance, default: []].append(header)
                latches[loop.instance, default: []] += loop.latches.map(\.index)
            }
            if let call = loop.call.id {
                loopCalls.insert(CallSite(instance: loop.instance, instruction: call))
            }
        }
        for dispatch in context.entries.dispatches {
            dispatches[dispatch.site] = dispatch.targets
        }
        for component in order.components {
            let waits = component.contains { member in
                isWaiting[Int(member)]
                    || order.callees[Int(member)].contains { isWaiting[Int($0)] }
            }
            if waits { for member in component { isWaiting[Int(member)] = true } }
        }
    }

    func headers(in instance: InstanceID) -> [BlockID] { headers[instance] ?? [] }

    func isLatch(_ block: Int, of instance: InstanceID) -> Bool {
        latches[instance]?.contains(block) ?? false
    }

    /// Targets of a call that are requests of their own.
    func handlers(at site: CallSite) -> [InstanceID] { dispatches[site] ?? [] }

    /// Whether there is quiescence while a call runs.
    func isReached(during site: CallSite, _ targets: [CallTarget]) -> Bool {
        if loopCalls.contains(site) || dispatches[site] != nil { return true }
        return targets.contains { target in
            if case .instance(let callee) = target { return isWaiting[callee.index] }
            return false
        }
    }
}

extension FlowBuilder {
    /// What handlers, threads and the like may write between two points of another function's run. What
    /// a loop does itself its own joins show; what no request writes is after quiescence what it was.
    static func leftByRequests(_ context: FlowContext, _ effects: SideEffects) -> BitSet {
        var left = BitSet(capacity: context.facts.cells.count)
        var requests = context.entries.entries.filter {
            switch $0.kind {
            case .main, .initializer, .exitHandler: false
            case .thread, .signalHandler, .requestHandler, .library: true
            }
        }.map(\.instance)
        requests += context.entries.dispatches.flatMap(\.targets)
        for request in requests {
            for cell in effects.writes[request.index] { left.insert(Int(cell)) }
        }
        return left
    }

    /// Whether a variable may have changed when a wait for requests is over.
    func changesAtQuiescence(_ variable: Int) -> Bool {
        guard let cell = work.cells[variable], roles.isPersistent[cell.index] else { return false }
        return isLeftByRequests.contains(cell.index)
    }

    /// Quiescence: what persistent variables hold now, others may see.
    mutating func leaveVersions() {
        for variable in work.cells.indices where isPersistent(variable) {
            guard let cell = work.cells[variable] else { continue }
            let version = work.versions[work.current[variable]]
            if canonical(version.content) == .version(variable) { continue }
            if let node = version.flow { leave(node, in: cell, .value) }
        }
    }

    /// After quiescence persistent variables hold what any request may have left.
    mutating func takeVersions() {
        for variable in work.cells.indices where changesAtQuiescence(variable) {
            guard let cell = work.cells[variable] else { continue }
            let node = makeNode(.join, cell: cell)
            flow.graph.connect(work.versions[work.current[variable]].flow, node)
            flow.graph.connect(cellNode(cell), node, .value, .shared)
            define(
                variable, Version(node: node.raw, content: .version(work.versions.count)))
        }
    }
}
