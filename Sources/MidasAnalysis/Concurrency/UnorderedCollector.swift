import MidasBase
import MidasIR

/// Gathers, over all cells, which instructions access shared memory in no fixed order.
struct UnorderedCollector {
    private let table: AccessTable
    /// By access.
    private var kinds: [UnorderedSite.Kinds]
    /// By access: something unordered that is no work queue.
    private var isPlain: [Bool]
    private let workQueues: Set<CellID>
    private var written: [Int: [CellID]] = [:]
    private(set) var commutingCells = BitSet()

    /// Numbers of accesses that write what only depends on the work that a thread took.
    private let ownWork: Set<Int>

    /// `workQueues`: cells of queues that serve several threads.
    init(_ table: AccessTable, workQueues: Set<CellID>, ownWork: Set<Int>) {
        self.ownWork = ownWork
        self.table = table
        self.workQueues = workQueues
        isPlain = Array(repeating: false, count: table.accesses.count)
        kinds = Array(repeating: [], count: table.accesses.count)
    }

    mutating func add(_ number: Int, _ cell: CellID, _ finding: SharingJudge.Finding) {
        if !workQueues.contains(cell),
            !finding.isDisjoint(with: [.isUnorderedRead, .isUnorderedWrite])
        {
            isPlain[number] = true
        }
        guard table.accesses[number].isWrite else {
            if finding.contains(.isUnorderedRead) { kinds[number].insert(.read) }
            return
        }
        if finding.contains(.isUnorderedWrite) {
            kinds[number].insert(.write)
            if table.accesses[number].place == nil { written[number, default: []].append(cell) }
        } else if finding.contains(.isHarmlessWrite) {
            kinds[number].insert(.commutingWrite)
            commutingCells.insert(cell.index)
        }
    }

    /// One entry for every instruction, ascending.
    func sites(_ view: ThreadView) -> [UnorderedSite] {
        var sites: [UnorderedSite] = []
        var plain: Set<CallSite> = []
        for (number, access) in table.accesses.enumerated() where isPlain[number] {
            plain.insert(access.site)
        }
        for (number, access) in table.accesses.enumerated() where !kinds[number].isEmpty {
            let cells = written[number, default: []]
            let own: UnorderedSite.Kinds = ownWork.contains(number) ? .ownWork : []
            if let last = sites.indices.last, sites[last].instance == access.instance,
                sites[last].instruction == access.instruction
            {
                sites[last].kinds.formUnion(kinds[number])
                sites[last].writtenCells = Array(Set(sites[last].writtenCells + cells)).sorted()
                continue
            }
            sites.append(
                UnorderedSite(
                    instance: access.instance, instruction: access.instruction,
                    kinds: plain.contains(access.site) || workQueues.isEmpty
                        ? kinds[number].union(own)
                        : kinds[number].union(own).union(.ordersOnly),
                    writtenCells: cells))
        }
        return sites
    }
}
