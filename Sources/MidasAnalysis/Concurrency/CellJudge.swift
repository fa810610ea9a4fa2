import MidasBase
import MidasIR

/// Judges the cells of a program one by one, from the profiles of their accesses. What a function does
/// to an object that only it knows yet meets nothing, unless the address goes to others by a way that
/// orders nothing.
struct CellJudge {
    private let view: ThreadView
    private let table: AccessTable
    private var judge: SharingJudge
    /// By access: to an object that nobody else knows yet.
    private let isPrivate: [Bool]
    /// By cell, ascending.
    private var found: [CellID: Judged] = [:]

    private struct Judged {
        var members: [UInt32]
        var verdict: SharingVerdict
        var findings: [UInt32: SharingJudge.Finding] = [:]
        var hasPrivate: Bool
    }

    init(
        _ view: ThreadView, _ table: AccessTable, _ fresh: FreshObjects, _ judge: SharingJudge
    ) {
        self.view = view
        self.table = table
        self.judge = judge
        isPrivate = table.accesses.map { fresh.isPrivate($0) }
    }

    /// `owners`: threads that have the cell to themselves. O(accesses of the cell).
    mutating func judge(
        _ cell: CellID, _ owners: UInt32, _ profiles: inout AccessProfiles,
        countsPrivate: Bool = false
    ) {
        let members = table[cell].map { profiles.profile(of: Int($0), at: cell) }
        var counted: Set<UInt32> = []
        var hasPrivate = false
        for (number, profile) in zip(table[cell], members) {
            if isPrivate[Int(number)] { hasPrivate = true }
            if countsPrivate || !isPrivate[Int(number)] { counted.insert(profile) }
        }
        let distinct = counted.sorted()
        let judgement = judge.judge(distinct, owners: owners, profiles)
        var judged = Judged(
            members: members, verdict: judgement.verdict, hasPrivate: hasPrivate && !countsPrivate)
        for (profile, finding) in zip(distinct, judgement.findings) {
            judged.findings[profile] = finding
        }
        found[cell] = judged
    }

    /// Judges objects again whose address lies in a variable that threads read and write with no order
    /// between them: who reads it there may see what was written before, or not.
    mutating func judgeUnsafelyPublished(
        _ profiles: inout AccessProfiles, owners: (CellID) -> BitSet
    ) {
        var unsafe: Set<ObjectID> = []
        for (cell, judged) in found where isUnsafe(cell, judged) {
            for target in view.contents(cell) { unsafe.insert(view.facts.cells[target].object) }
        }
        guard !unsafe.isEmpty else { return }
        for cell in table.cells where unsafe.contains(view.facts.cells[cell].object) {
            guard found[cell]?.hasPrivate ?? false else { continue }
            judge(cell, profiles.number(of: owners(cell)), &profiles, countsPrivate: true)
        }
    }

    private func isUnsafe(_ cell: CellID, _ judged: Judged) -> Bool {
        if judged.verdict == .racy { return true }
        guard judged.verdict == .atomic else { return false }
        return table[cell].contains { number in
            let access = table.accesses[Int(number)]
            return access.isWrite && access.isAtomic && !access.publishes
        }
    }

    /// What was found, ascending by cell.
    func shared(_ collector: inout UnorderedCollector) -> [SharedCell] {
        var cells: [SharedCell] = []
        for cell in table.cells {
            guard let judged = found[cell], judged.verdict != .confined else { continue }
            var shared = SharedCell(cell: cell, verdict: judged.verdict, accesses: [])
            shared.accesses.reserveCapacity(judged.members.count)
            for (number, profile) in zip(table[cell], judged.members) {
                let access = table.accesses[Int(number)]
                let isCounted = !judged.hasPrivate || !isPrivate[Int(number)]
                let finding = isCounted ? judged.findings[profile, default: []] : []
                shared.accesses.append(
                    SharedAccess(
                        instance: access.instance, instruction: access.instruction,
                        profile: profile, isWrite: access.isWrite,
                        races: finding.contains(.races)))
                collector.add(Int(number), cell, finding)
            }
            cells.append(shared)
        }
        return cells
    }
}
