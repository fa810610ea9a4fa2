import MidasBase
import MidasDictionary
import MidasIR

enum ThreadTag {}
/// A place at which threads begin: the program's start, or a call that creates some.
typealias ThreadID = ID<ThreadTag>

/// Threads that begin at one place with one function.
struct ThreadRoot {
    enum Kind { case main, created, signal, entry }

    var kind: Kind
    /// The function that it runs, for people.
    var name: String
    var starts: [InstanceID]
    /// The creating call.
    var site: CallSite?
    /// Cells that hold the handle, for `join`.
    var handles: [CellID] = []
    /// The other roots of the site: one run of its loop creates threads of one of them only.
    var alternatives: [ThreadID] = []
    /// More than one such thread may begin.
    var isRepeated = false
    /// More than one may run at the same time.
    var isParallelToItself = false
}

/// Finds the threads of a program.
struct ThreadRoots {
    private(set) var roots: Arena<ThreadTag, ThreadRoot> = Arena()
    /// The roots that a call creates.
    private(set) var created: [CallSite: [ThreadID]] = [:]

    /// `entries` are the functions that the program's first thread runs; with `areConcurrent` the
    /// outside calls each of them on threads of its own (a library that takes locks).
    init(_ view: ThreadView, entries: [InstanceID], areConcurrent: Bool) {
        if areConcurrent {
            for entry in entries {
                var root = ThreadRoot(kind: .entry, name: view.name(entry), starts: [entry])
                root.isRepeated = true
                root.isParallelToItself = true
                roots.append(root)
            }
        } else {
            roots.append(ThreadRoot(kind: .main, name: "main", starts: entries))
        }
        for (site, callbacks) in view.sortedCallbacks { add(view, site, callbacks) }
    }

    private mutating func add(
        _ view: ThreadView, _ site: CallSite, _ callbacks: [CallGraph.Callback]
    ) {
        for model in view.externalModels(site.instance, site.instruction) {
            var starts: [InstanceID] = []
            var kind = ThreadRoot.Kind.created
            for callback in callbacks where Int(callback.model) < model.callbacks.count {
                switch model.callbacks[Int(callback.model)].moment {
                case .thread: starts.append(callback.target)
                case .signal:
                    starts.append(callback.target)
                    kind = .signal
                default: break
                }
            }
            guard !starts.isEmpty else { continue }
            let creation = model.synchronisations.first { $0.role == .create }
            let handles = creation.map {
                view.cells(of: $0.object, site.instance, site.instruction)
            }
            let isChosenBefore = starts.count > 1 && Self.isChosenBefore(view, site, model)
            let groups = isChosenBefore ? Set(starts).sorted().map { [$0] } : [starts]
            var added: [ThreadID] = []
            for starts in groups {
                var root = ThreadRoot(
                    kind: kind, name: view.name(starts[0]), starts: starts, site: site)
                root.handles = handles ?? []
                added.append(roots.append(root))
            }
            for id in added { roots[id].alternatives = added.filter { $0 != id } }
            created[site, default: []] += added
        }
    }

    /// The function is a parameter of who creates the thread, and stays what it was handed.
    private static func isChosenBefore(
        _ view: ThreadView, _ site: CallSite, _ model: FunctionModel
    ) -> Bool {
        let function = view.function(site.instance)
        guard let callback = model.callbacks.first(where: { $0.moment == .thread }),
            let operand = view.operand(of: callback.function.root, site.instance, site.instruction)
        else { return false }
        for parameter in 0..<function.parameterCount {
            let given = ThreadValue(base: .argument(parameter))
            let trace = ThreadValueTrace(
                function, view.program.types, seeds: [LocalID(parameter): given])
            if trace.trace(operand) == given { return true }
        }
        return false
    }

    mutating func update(_ id: ThreadID, _ body: (inout ThreadRoot) -> Void) {
        body(&roots[id])
    }
}

extension ThreadView {
    /// Calls that hand over functions, in order of instance and instruction.
    var sortedCallbacks: [(CallSite, [CallGraph.Callback])] {
        facts.callGraph.callbacks.sorted {
            ($0.key.instance, $0.key.instruction) < ($1.key.instance, $1.key.instruction)
        }.map { ($0.key, $0.value) }
    }
}
