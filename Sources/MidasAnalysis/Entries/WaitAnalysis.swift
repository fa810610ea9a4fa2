import MidasBase
import MidasDictionary
import MidasIR

/// Which instances wait for requests, directly or in what they call, and what else they do.
struct WaitAnalysis {
    /// By instance: what its own calls of functions outside wait for.
    private(set) var direct: [WaitReasons]
    /// By instance: with what it calls.
    private(set) var transitive: [WaitReasons]
    /// By instance: whether something that waits might be called, through whichever pointer.
    private(set) var mayReach: [Bool] = []
    /// By instance: writes static storage, calls through pointers or writes output, with what it
    /// calls.
    private(set) var works: [Bool]
    /// By instance: calls a library's loop, with what it calls.
    private(set) var dispatches: [Bool]
    /// By call that waits.
    private var byCall: [CallSite: WaitReasons] = [:]
    let calls: InstanceCalls
    let channels: ChannelKinds
    /// Functions that code outside the tree keeps, to run them from its own loops and threads.
    private let kept: Set<InstanceID>

    init(_ calls: InstanceCalls, kept: Set<InstanceID> = []) {
        self.calls = calls
        self.kept = kept
        direct = Array(repeating: [], count: calls.instanceCount)
        works = Array(repeating: false, count: calls.instanceCount)
        dispatches = works
        transitive = direct
        channels = ChannelKinds(calls)
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                if dispatches(call) { dispatches[instance.index] = true }
                let reasons = Self.waits(of: call, instance, calls, channels)
                if reasons.isEmpty { continue }
                let site = CallSite(instance: instance, instruction: call.instruction)
                byCall[site] = reasons
                direct[instance.index].formUnion(reasons)
            }
            works[instance.index] = ownWork(instance)
        }
        close()
    }

    /// What a call of a function outside waits for.
    func waits(of call: InstanceCalls.Call, in instance: InstanceID) -> WaitReasons {
        byCall[CallSite(instance: instance, instruction: call.instruction)] ?? []
    }

    private static func waits(
        of call: InstanceCalls.Call, _ instance: InstanceID, _ calls: InstanceCalls,
        _ channels: ChannelKinds
    ) -> WaitReasons {
        var reasons: WaitReasons = []
        for symbol in call.externals {
            guard let model = calls.models[symbol] else { continue }
            for wait in model.waits
            where wait.reason.makesRequestLoop
                && channels.mayHold(wait.conditions, call.instruction, instance, symbol)
            {
                guard wait.reason == .receive else {
                    reasons.insert(WaitReasons(rawValue: 1 << wait.reason.rawValue))
                    continue
                }
                let kinds = channels.readKinds(model, call.instruction, instance, symbol)
                reasons.formUnion(receiving(from: kinds))
            }
        }
        return reasons
    }

    /// What reading from channels of some kinds waits for: files never make one wait for requests.
    private static func receiving(from kinds: Set<ChannelKind>?) -> WaitReasons {
        guard let kinds else { return .receive }
        var reasons: WaitReasons = []
        for kind in kinds {
            switch kind {
            case .standardInput: reasons.insert(.standardInput)
            case .socket, .listeningSocket, .acceptedSocket, .connectedSocket, .pipe, .terminal,
                .messageQueue, .counter, .timer, .signals, .watch, .demultiplexer:
                reasons.insert(.receive)
            case .file, .directory, .standardOutput, .standardError, .random, .kernelFile, .memory,
                .sharedMemory, .process, .log, .database:
                break
            }
        }
        return reasons
    }

    /// Whether a call through a pointer runs a function as part of what its caller does.
    func runs(_ callee: InstanceID, _ call: InstanceCalls.Call, in instance: InstanceID) -> Bool {
        !call.isIndirect || !kept.contains(callee) && calls.fits(callee, call, in: instance)
    }

    /// Functions that a call runs before it returns. What code outside keeps waits for nobody in the tree
    /// that might call it through some pointer: it runs when its event comes.
    func runDuring(_ call: InstanceCalls.Call, _ instance: InstanceID) -> [InstanceID] {
        let all = calls.runDuring(call, instance)
        return call.isIndirect ? all.filter { runs($0, call, in: instance) } : all
    }

    /// Whether the call runs a library's loop, which runs handlers.
    func dispatches(_ call: InstanceCalls.Call) -> Bool {
        call.externals.contains { symbol in
            calls.models[symbol]?.waits.contains { $0.dispatches } ?? false
        }
    }

    private func ownWork(_ instance: InstanceID) -> Bool {
        let function = calls.function(instance)
        if calls.calls[instance].contains(where: { isWork($0) }) { return true }
        return function.instructions.elements.contains { step in
            guard step.opcode == .store || step.opcode == .atomicUpdate, let place = step.place.id
            else { return false }
            if case .global = function.places[place].root { return true }
            return false
        }
    }

    /// A call through a pointer, or one that writes output.
    func isWork(_ call: InstanceCalls.Call) -> Bool {
        call.isIndirect
            || call.externals.contains { symbol in
                calls.models[symbol]?.channels.contains { $0.role == .write } ?? false
            }
    }

    /// What a call waits for, itself or in what it runs. A pointer that leads to many functions waits only
    /// for what all of them do: points-to cannot tell a table of commands from the one that waits.
    func waitsDuring(_ call: InstanceCalls.Call, _ instance: InstanceID) -> WaitReasons {
        let callees = runDuring(call, instance)
        var reasons = waits(of: call, in: instance)
        guard call.isIndirect, callees.count > Self.fewTargets else {
            for callee in callees { reasons.formUnion(transitive[callee.index]) }
            return reasons
        }
        var common = transitive[callees[0].index]
        for callee in callees { common.formIntersection(transitive[callee.index]) }
        return reasons.union(common)
    }

    private static var fewTargets: Int { 2 }

    /// Over the call graph until nothing is new; a cycle has what its members have.
    private mutating func close() {
        var edges: [(from: UInt32, to: UInt32)] = []
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                for callee in runDuring(call, instance) {
                    edges.append((instance.raw, callee.raw))
                }
            }
        }
        let graph = Graph(nodeCount: calls.instanceCount, edges: edges)
        transitive = direct
        let components = StronglyConnectedComponents(of: graph).members
        for members in components {
            var work = false
            var dispatch = false
            for member in members {
                for node in [member] + graph[Int(member)] {
                    work = work || works[Int(node)]
                    dispatch = dispatch || dispatches[Int(node)]
                }
            }
            for member in members {
                works[Int(member)] = work
                dispatches[Int(member)] = dispatch
            }
        }
        for members in components {
            var changed = true
            while changed {
                changed = false
                for member in members {
                    let instance = InstanceID(member)
                    var reasons = transitive[instance.index]
                    for call in calls.calls[instance] {
                        reasons.formUnion(waitsDuring(call, instance))
                    }
                    if reasons != transitive[instance.index] {
                        transitive[instance.index] = reasons
                        changed = true
                    }
                }
            }
        }
        mayReach = transitive.map { !$0.isEmpty }
        for members in components {
            let reaches = members.contains { member in
                mayReach[Int(member)] || graph[Int(member)].contains { mayReach[Int($0)] }
            }
            if reaches { for member in members { mayReach[Int(member)] = true } }
        }
    }
}
