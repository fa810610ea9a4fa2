import MidasBase
import MidasIR

/// Which objects more than one thread can reach: variables with static storage, what is handed to a
/// thread at its creation, and all that pointers in these lead to. The rest is each thread's own.
struct SharedObjects {
    private var isShared: BitSet

    init(_ view: ThreadView, _ roots: Arena<ThreadTag, ThreadRoot>) {
        isShared = BitSet(capacity: view.facts.objects.count)
        var work: [ObjectID] = []
        for id in view.facts.objects.ids where Self.isStatic(view, view.facts.objects[id]) {
            work.append(id)
        }
        for root in roots.elements {
            guard let site = root.site else { continue }
            work += Self.handedOver(view, site)
        }
        while let object = work.popLast() {
            guard isShared.insert(object.index) else { continue }
            let first = view.facts.objects[object].firstCell.raw
            for raw in first..<first + view.facts.objects[object].cellCount {
                for target in view.contents(CellID(raw)) {
                    work.append(view.facts.cells[target].object)
                }
            }
        }
    }

    func contains(_ object: ObjectID) -> Bool { isShared.contains(object.index) }

    private static func isStatic(_ view: ThreadView, _ object: MemoryObject) -> Bool {
        switch object.kind {
        case .global(let symbol):
            return view.program.symbols[symbol].flags.isDisjoint(with: [.isThreadLocal])
        case .external, .outside, .hidden: return true
        default: return false
        }
    }

    /// What the arguments of a creation lead to. What is handed over by reference is copied into the
    /// new thread (C++ [thread.thread.constr]): only what it leads to is shared.
    private static func handedOver(_ view: ThreadView, _ site: CallSite) -> [ObjectID] {
        let function = view.function(site.instance)
        let call = CallID(function.instructions[site.instruction].extra)
        let hidden = view.takesThis(function.calls[call].callee) ? 1 : 0
        let parameters = view.parameterTypes(of: function.calls[call].callee)
        var objects: [ObjectID] = []
        for (index, operand) in function.arguments(of: call).enumerated() {
            let position = index - hidden
            var isCopied = false
            if parameters.indices.contains(position),
                case .reference = view.program.types[parameters[position]]
            {
                isCopied = true
            }
            for cell in view.pointees(operand, site.instance) {
                let object = view.facts.cells[cell].object
                guard isCopied else {
                    objects.append(object)
                    continue
                }
                let first = view.facts.objects[object].firstCell.raw
                for raw in first..<first + view.facts.objects[object].cellCount {
                    objects += view.contents(CellID(raw)).map { view.facts.cells[$0].object }
                }
            }
        }
        return objects
    }
}

extension ThreadView {
    /// The declared types of a callee's explicit parameters; none where it is not known.
    fileprivate func parameterTypes(of callee: Callee) -> [TypeID] {
        guard case .direct(let symbol) = callee,
            case .function(let id) = program.types[program.symbols[symbol].type]
        else { return [] }
        return program.types.functionTypes[id].parameters
    }
}
