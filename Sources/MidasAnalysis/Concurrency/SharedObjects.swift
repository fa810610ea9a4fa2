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

    private static func handedOver(_ view: ThreadView, _ site: CallSite) -> [ObjectID] {
        let function = view.function(site.instance)
        let call = CallID(function.instructions[site.instruction].extra)
        return function.arguments(of: call).flatMap { operand in
            view.pointees(operand, site.instance).map { view.facts.cells[$0].object }
        }
    }
}
