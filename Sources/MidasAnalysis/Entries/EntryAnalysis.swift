import MidasBase
import MidasDictionary
import MidasIR

/// From a program and its call graph to its entry functions, requests and phases.
public enum EntryAnalysis {
    public static func run(
        _ program: Program, _ facts: PointsToFacts, models: ExternalModels
    ) -> EntryFacts {
        let calls = InstanceCalls(program, facts, models)
        var entries = declaredEntries(calls) + callbackEntries(calls)
        let kept = entries.filter { [.requestHandler, .thread].contains($0.kind) }
        let waits = WaitAnalysis(calls, kept: Set(kept.map(\.instance)))
        let roots = entries.filter { [.main, .thread, .library].contains($0.kind) }
        let loops = RequestLoopFinder(waits, roots: roots.map(\.instance))
        let dispatches = DispatchFinder.find(waits, loops)
        for dispatch in dispatches {
            entries += dispatch.targets.map {
                Entry(instance: $0, kind: .requestHandler, site: dispatch.site)
            }
        }
        let alive = aliveInstances(calls, loops, dispatches)
        var result = EntryFacts()
        result.entries = sorted(entries)
        result.requestLoops = loops.found
        result.dispatches = dispatches
        result.internalRequests = InternalRequests(waits, loops)
        phases(waits, loops, alive, &result)
        result.quiescence = quiescence(result)
        result.persistentObjects =
            Persistence(calls, alive: alive, loops: loops, entries: result.entries).objects
        return result
    }

    // MARK: Entries

    private static func declaredEntries(_ calls: InstanceCalls) -> [Entry] {
        var all: [Entry] = []
        let isProgram = calls.program.main != nil
        for instance in calls.facts.entered {
            let body = calls.facts.callGraph.instances[instance].function
            let isMain = calls.program.functions[body].symbol == calls.program.main
            all.append(
                Entry(
                    instance: instance,
                    kind: isMain ? .main : isProgram ? .requestHandler : .library))
        }
        let start = Set(calls.program.startFunctions)
        for instance in calls.facts.callGraph.instances.ids {
            let context = calls.facts.callGraph.instances[instance]
            guard context.caller.isNone else { continue }
            let symbol = calls.program.functions[context.function].symbol
            if start.contains(context.function) {
                all.append(Entry(instance: instance, kind: .initializer))
            } else if calls.program.symbols[symbol].flags.contains(.runsAtExit) {
                all.append(Entry(instance: instance, kind: .exitHandler))
            }
        }
        return all
    }

    /// Functions that are handed to code outside the tree.
    private static func callbackEntries(_ calls: InstanceCalls) -> [Entry] {
        var all: [Entry] = []
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                let site = CallSite(instance: instance, instruction: call.instruction)
                for callback in calls.facts.callGraph.callbacks[site, default: []] {
                    guard let kind = kind(of: callback, call, calls) else { continue }
                    all.append(Entry(instance: callback.target, kind: kind, site: site))
                }
            }
        }
        return all
    }

    private static func kind(
        of callback: CallGraph.Callback, _ call: InstanceCalls.Call, _ calls: InstanceCalls
    ) -> Entry.Kind? {
        switch calls.moment(of: callback, call) {
        case .during: nil
        case .thread: .thread
        case .signal: .signalHandler
        case .later, .eventLoop: .requestHandler
        case .processExit, .threadExit, .fork: .exitHandler
        }
    }

    private static func sorted(_ entries: [Entry]) -> [Entry] {
        func key(_ entry: Entry) -> (UInt32, UInt8, UInt32, UInt32) {
            (
                entry.instance.raw, entry.kind.rawValue, entry.site?.instance.raw ?? 0,
                entry.site?.instruction.raw ?? 0
            )
        }
        var seen = Set<Entry>()
        return entries.filter { seen.insert($0).inserted }.sorted { key($0) < key($1) }
    }

    // MARK: Time

    /// Instances with an activation while a request loop waits: those with loops, and their callers.
    private static func aliveInstances(
        _ calls: InstanceCalls, _ loops: RequestLoopFinder, _ dispatches: [Dispatch]
    ) -> Set<InstanceID> {
        var cut: [CallSite: [InstanceID]] = [:]
        for dispatch in dispatches { cut[dispatch.site] = dispatch.targets }
        var callers: [InstanceID: [InstanceID]] = [:]
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                let site = CallSite(instance: instance, instruction: call.instruction)
                let handlers = cut[site] ?? []
                for callee in call.callees where !handlers.contains(callee) {
                    callers[callee, default: []].append(instance)
                }
            }
        }
        var alive: Set<InstanceID> = []
        var open = loops.found.map(\.instance)
        while let instance = open.popLast() {
            guard alive.insert(instance).inserted else { continue }
            open += callers[instance, default: []]
        }
        return alive
    }

    private static func phases(
        _ waits: WaitAnalysis, _ loops: RequestLoopFinder, _ alive: Set<InstanceID>,
        _ result: inout EntryFacts
    ) {
        var walk = PhaseWalk(waits, loops, result.dispatches, alive: alive)
        for entry in result.entries {
            let isStart = entry.kind == .main || entry.kind == .initializer
            walk.walk(from: entry.instance, isStart ? .start : .request)
        }
        result.phases = Arena(walk.phases)
        result.blockPhases = walk.blockPhases
    }

    private static func quiescence(_ facts: EntryFacts) -> [QuiescencePoint] {
        var points = Set<QuiescencePoint>()
        for entry in facts.entries {
            switch entry.kind {
            case .main:
                points.insert(
                    QuiescencePoint(instance: entry.instance, kind: .endOfMain, block: .none))
            case .thread, .signalHandler, .requestHandler, .library:
                points.insert(
                    QuiescencePoint(
                        instance: entry.instance, kind: .handlerReturn, block: .none))
            case .initializer, .exitHandler: break
            }
        }
        for loop in facts.requestLoops {
            for latch in loop.latches {
                points.insert(
                    QuiescencePoint(
                        instance: loop.instance, kind: .backEdge, block: OptionalID(latch)))
            }
        }
        return points.sorted {
            ($0.instance.raw, $0.block.raw, $0.kind.rawValue)
                < ($1.instance.raw, $1.block.raw, $1.kind.rawValue)
        }
    }
}
