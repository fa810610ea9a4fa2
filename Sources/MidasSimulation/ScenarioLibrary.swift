import MidasProtocol
import MidasWire

/// The small configurations that are searched exhaustively, and the large one that is walked.
public enum ScenarioLibrary {
    typealias Request = Scenario.ClientRequest

    static func ask(_ handler: SampleProgram.Handler, _ arguments: UInt64...) -> Request {
        Request(SampleProgram.handler(handler), arguments)
    }

    // Places: 0 x, 1 y, 2 z, 3 w; the second tier's leaf works on 1 or 3.
    static let holder = ask(.holder, 0, 1)
    static let otherHolder = ask(.holder, 2, 3)
    static let chooser = ask(.chooser, 0, 1, 2)
    static let router = ask(.router, 0)
    static let chain = ask(.chain, 0)
    static let leaf = ask(.leaf, 1, 7)
    static let sameLeaf = ask(.leaf, 1, 8)
    static let otherLeaf = ask(.leaf, 0, 7)
    static let reader = ask(.reader, 0)
    static let leafReader = ask(.reader, 1)
    static let cycle = ask(.cycle, 0, 0)
    static let crossed = ask(.cycle, 0, 1)
    static let crossing = ask(.cycle, 1, 0)
    static let callee = ask(.callee, 0, 9)

    /// Small enough to visit every state; the unbroken protocol must hold in all of them.
    public static let small: [Scenario] = single + retries + shared + joining + variants

    private static let single: [Scenario] = [
        make("holder 2x2, 2 crashes", [2, 2], [[holder]]) { $0.faults.crashes = 2 },
        make("holder 2x2, transfer, 2 crashes", [2, 2], [[holder]]) {
            $0.faults.crashes = 2
            $0.technique = .transferContaminated
        },
        make("holder 2x2, checkpoint, 2 crashes", [2, 2], [[holder]]) {
            $0.faults.crashes = 2
            $0.technique = .transferCheckpoint
        },
        make("holder 2x2, stable in the first tier, 2 crashes", [2, 2], [[holder]]) {
            $0.faults.crashes = 2
            $0.stability = .firstTier
        },
        make("holder 2x2, stable by majority, 1 crash", [2, 2], [[holder]]) {
            $0.faults.crashes = 1
            $0.stability = .majority
        },
        make("chooser 2x2, repetitions, 1 crash", [2, 2], [[chooser]]) {
            $0.faults.crashes = 1
            $0.ordersRepetitions = true
        },
        make("chooser 3x2, 2 crashes", [3, 2], [[chooser]]) { $0.faults.crashes = 2 },
        make("chooser 3x2, transfer, 2 crashes", [3, 2], [[chooser]]) {
            $0.faults.crashes = 2
            $0.technique = .transferContaminated
        },
        make("router 2x1x1, repetitions", [2, 1, 1], [[router]]) { $0.ordersRepetitions = true },
        make("router 2x2x1, 1 crash", [2, 2, 1], [[router]]) { $0.faults.crashes = 1 },
        make("chain 2x2x1, 1 crash", [2, 2, 1], [[chain]]) { $0.faults.crashes = 1 },
    ]

    private static let retries: [Scenario] = [
        make("holder 2x1, repetitions, 1 crash, 1 retry", [2, 1], [[holder]]) {
            $0.faults.crashes = 1
            $0.faults.retries = 1
            $0.ordersRepetitions = true
        },
        make("leaf then reader 3, 1 crash, 2 retries", [3], [[leaf, leafReader]]) {
            $0.faults.crashes = 1
            $0.faults.retries = 2
        },
        make("holder then reader 2x1, 1 crash, 2 retries", [2, 1], [[holder, reader]]) {
            $0.faults.crashes = 1
            $0.faults.retries = 2
        },
    ]

    private static let shared: [Scenario] = [
        make("two holders of one place 2x1, 1 crash", [2, 1], [[holder], [holder]]) {
            $0.faults.crashes = 1
        },
        make("cycle 2x2, 1 crash", [2, 2], [[cycle]]) { $0.faults.crashes = 1 },
        make("cycle and callee 2x1, 1 crash", [2, 1], [[cycle], [callee]]) {
            $0.faults.crashes = 1
        },
        make("crossed cycles 1x1", [1, 1], [[crossed], [crossing]]),
        make("two leaves 2, checkpoint", [2], [[otherLeaf], [sameLeaf]]) {
            $0.technique = .transferCheckpoint
        },
        make("client crash, holder and leaf 2x1", [2, 1], [[holder], [leaf]]) {
            $0.faults.clientCrashes = 1
        },
    ]

    private static let joining: [Scenario] = [
        make("join, holder 2x1, 1 crash", [2, 1], [[holder]]) {
            $0.faults.joins = [TierID(0)]
            $0.faults.crashes = 1
        },
        make("two joins in a cycle 1x1, 1 crash", [1, 1], [[cycle]]) {
            $0.faults.joins = [TierID(0), TierID(1)]
            $0.faults.crashes = 1
        },
        make("join, leaf then reader 1, 1 crash, 1 retry", [1], [[leaf, leafReader]]) {
            $0.faults.joins = [TierID(0)]
            $0.faults.crashes = 1
            $0.faults.retries = 1
        },
        make("join of the second tier, two holders 1x1", [1, 1], [[holder, holder]]) {
            $0.faults.joins = [TierID(1)]
        },
    ]

    private static let variants: [Scenario] = [
        make("lazy chooser 2x2, 1 crash", [2, 2], [[chooser]]) {
            $0.isLazy = true
            $0.announcesViews = true
            $0.faults.crashes = 1
        },
        make("lazy holder 3x1, 2 crashes", [3, 1], [[holder]]) {
            $0.isLazy = true
            $0.announcesViews = true
            $0.faults.crashes = 2
        },
        make("dropped keys, holder then reader 2x1", [2, 1], [[holder, reader]]) {
            $0.collectsAt = 0
            $0.ordersRepetitions = true
            $0.announcesViews = true
        },
        make("dropped keys, holder 2x1, 1 crash", [2, 1], [[holder]]) {
            $0.collectsAt = 0
            $0.ordersRepetitions = true
            $0.announcesViews = true
            $0.faults.crashes = 1
        },
        make("partition, leaf 3", [3], [[leaf]]) { $0.faults.cuts = 1 },
    ]

    static func make(
        _ name: String, _ tiers: [Int], _ clients: [[Request]],
        _ configure: (inout Scenario) -> Void = { _ in }
    ) -> Scenario {
        var scenario = Scenario(name, tiers: tiers, clients: clients)
        configure(&scenario)
        return scenario
    }

    // MARK: Walks

    private static let mixed: [[Request]] = [
        [chain, reader, chooser],
        [router, ask(.cycle, 2, 0)],
        [ask(.cycle, 0, 2), ask(.callee, 0, 3), ask(.chooser, 2, 1, 0)],
        [ask(.holder, 3, 1), ask(.reader, 3, 0), ask(.holder, 2, 3)],
    ]

    /// Three tiers of three under crashes, retries, joins, cuts and returns, in the variants of
    /// the protocol: techniques, lazy, repetitions, stability by acknowledgement or by majority.
    public static let walked: [Scenario] = [
        large("re-execution, joins") { $0.faults.joins = allTiers },
        large("transfer, first tier, joins") {
            $0.technique = .transferContaminated
            $0.stability = .firstTier
            $0.faults.joins = allTiers
        },
        large("lazy") { $0.isLazy = true },
        large("lazy, transfer, majority") {
            $0.isLazy = true
            $0.technique = .transferContaminated
            $0.stability = .majority
        },
        large("repetitions, joins") {
            $0.ordersRepetitions = true
            $0.faults.joins = allTiers
        },
        large("checkpoint, joins") {
            $0.technique = .transferCheckpoint
            $0.faults.joins = allTiers
        },
        large("dropped keys, repetitions") {
            $0.collectsAt = 0
            $0.ordersRepetitions = true
        },
        large("client crashes, transfer, joins") {
            $0.technique = .transferContaminated
            $0.faults.clientCrashes = 2
            $0.faults.joins = allTiers
        },
        large("acknowledged, returns") {
            $0.stability = .acknowledged
            $0.collectsAt = 2
            $0.faults.returns = 3
            $0.faults.joins = [TierID(0)]
        },
        large("acknowledged, transfer, cuts, returns") {
            $0.stability = .acknowledged
            $0.technique = .transferContaminated
            $0.faults.cuts = 1
            $0.faults.returns = 2
        },
        large("acknowledged, checkpoint, lazy, returns") {
            $0.stability = .acknowledged
            $0.technique = .transferCheckpoint
            $0.isLazy = true
            $0.faults.returns = 2
        },
    ]

    private static let allTiers = [TierID(0), TierID(1), TierID(2)]

    static func large(_ name: String, _ configure: (inout Scenario) -> Void) -> Scenario {
        make("3x3x3: " + name, [3, 3, 3], mixed) {
            $0.announcesViews = true
            $0.faults.crashes = 4
            $0.faults.retries = 3
            configure(&$0)
        }
    }
}
