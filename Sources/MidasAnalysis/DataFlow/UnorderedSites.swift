import MidasBase
import MidasIR

/// Instructions that access shared memory in no fixed order, by what they do there.
struct UnorderedSites {
    struct Accesses: OptionSet {
        var rawValue: UInt8
        /// A read that races.
        static let read = Accesses(rawValue: 1)
        /// A write that others may come before or after.
        static let write = Accesses(rawValue: 2)
        /// A write that comes to the same in every order.
        static let commutingWrite = Accesses(rawValue: 4)
    }

    private var sites: [CallSite: Accesses] = [:]
    /// By site, the cells that it writes in no fixed order.
    private(set) var writtenCells: [CallSite: [CellID]] = [:]
    /// Cells that only take on commuting writes there.
    private(set) var commutingCells = BitSet()

    /// `accesses` are sorted by instance and instruction.
    init(_ accesses: [UnorderedAccess]) {
        var site: CallSite?
        var found: Accesses = []
        for access in accesses {
            let next = CallSite(instance: access.instance, instruction: access.instruction)
            if site != next {
                if let site { sites[site] = found }
                site = next
                found = []
            }
            if access.commutes { commutingCells.insert(access.cell.index) }
            if access.isWrite, !access.commutes {
                writtenCells[next, default: []].append(access.cell)
            }
            found.insert(access.commutes ? .commutingWrite : access.isWrite ? .write : .read)
        }
        if let site { sites[site] = found }
    }

    subscript(site: CallSite) -> Accesses { sites[site] ?? [] }
}
