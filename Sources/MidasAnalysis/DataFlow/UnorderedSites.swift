import MidasBase
import MidasIR

/// Instructions that access shared memory in no fixed order, by what they do there.
struct UnorderedSites {
    private var sites: [CallSite: UnorderedSite.Kinds] = [:]
    /// By call, the cells that it writes in no fixed order.
    private(set) var writtenCells: [CallSite: [CellID]] = [:]
    /// Cells that only take on commuting writes there.
    let commutingCells: BitSet

    init(_ facts: ConcurrencyFacts) {
        commutingCells = facts.commutingCells
        sites.reserveCapacity(facts.unorderedSites.count)
        for site in facts.unorderedSites {
            let key = CallSite(instance: site.instance, instruction: site.instruction)
            sites[key] = site.kinds
            if !site.writtenCells.isEmpty { writtenCells[key] = site.writtenCells }
        }
    }

    subscript(site: CallSite) -> UnorderedSite.Kinds { sites[site] ?? [] }
}
