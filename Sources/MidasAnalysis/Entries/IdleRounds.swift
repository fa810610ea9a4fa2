import MidasBase
import MidasIR

/// Rounds of request loops that a time-out begins: what of the loops' functions, and of those that wait
/// for them, runs in such rounds.
struct IdleRounds {
    private let waits: WaitAnalysis
    let silence: Silence
    private(set) var regions: [InstanceID: [InternalRegion]] = [:]
    private(set) var carriers: [CallSite: Set<InstanceID>] = [:]

    init(_ waits: WaitAnalysis) {
        self.waits = waits
        silence = Silence(waits)
    }

    /// Takes a loop that may go round without a request.
    mutating func add(_ loop: RequestLoop, _ blocks: BitSet) {
        guard silence.timesOut.contains(loop.instance.index) else { return }
        var run = IdleRun(waits, silence)
        guard let round = run.round(of: loop, blocks), round.comesBack,
            let cause = run.timedOut.min(by: {
                ($0.instance, $0.instruction) < ($1.instance, $1.instruction)
            })
        else { return }
        var busy = IdleRun(waits, silence, isBusy: true)
        let other = busy.round(of: loop, blocks)?.blocks ?? BitSet()
        add(round.blocks, without: other, in: loop.instance, cause)
        let all = Self.blocks(of: run)
        let others = Self.blocks(of: busy)
        for instance in all.keys.sorted() {
            add(all[instance] ?? BitSet(), without: others[instance], in: instance, cause)
        }
        for (site, instances) in run.carriers { carriers[site, default: []].formUnion(instances) }
    }
    private mutating func add(
        _ blocks: BitSet, without others: BitSet?, in instance: InstanceID, _ cause: CallSite
    ) {
        var alone = blocks
        if let others { alone.subtract(others) }
        regions[instance, default: []].append(
            InternalRegion(blocks: blocks, alone: alone, cause: cause))
    }

    /// By function that was run through: its blocks that ran.
    private static func blocks(of run: IdleRun) -> [InstanceID: BitSet] {
        run.done.reduce(into: [:]) {
            $0[$1.key.instance, default: BitSet()].formUnion($1.value.blocks)
        }
    }
}
