import MidasProtocol
import MidasWire

/// What does not change while a world runs.
final class Setting: Sendable {
    let scenario: Scenario
    let program: any SimulatedProgram

    init(_ scenario: Scenario, _ program: any SimulatedProgram) {
        self.scenario = scenario
        self.program = program
    }
}

/// All replicas and clients, and the order between them, as one value.
public struct World: Sendable {
    let setting: Setting
    var log = OrderLog()
    var replicas: [SimulatedReplica] = []
    var clients: [SimulatedClient] = []
    var budget: Scenario.Faults
    var views: UInt64 = 0
    var nextIdentity: UInt32 = 0
    /// The first thing that was found wrong.
    public internal(set) var violation: Violation?

    struct SimulatedClient: Hashable, Sendable {
        var session: OrderNumber
        var next = 0
        var seen: [[UInt8]] = []
        var isAlive = true
    }

    /// The start: every tier is complete, every client has its session.
    public init(_ scenario: Scenario, program: any SimulatedProgram) {
        setting = Setting(scenario, program)
        budget = scenario.faults
        for (index, count) in scenario.tiers.enumerated() {
            for _ in 0..<count { addReplica(TierID(UInt8(index)), .live) }
        }
        for tier in scenario.faults.joins { addReplica(tier, .absent) }
        openSessions()
    }

    var scenario: Scenario { setting.scenario }

    private mutating func addReplica(_ tier: TierID, _ status: SimulatedReplica.Status) {
        let identity = ReplicaID(nextIdentity)
        nextIdentity += 1
        replicas.append(freshReplica(identity, tier, status))
    }

    func freshReplica(
        _ identity: ReplicaID, _ tier: TierID, _ status: SimulatedReplica.Status
    ) -> SimulatedReplica {
        SimulatedReplica(
            core: Replica(
                configuration: configuration(identity, tier), catalog: setting.program,
                ledger: firstLedger(of: tier)),
            status: status, placeCount: setting.program.placeCount)
    }

    func configuration(_ identity: ReplicaID, _ tier: TierID) -> ReplicaConfiguration {
        var configuration = ReplicaConfiguration(identity: identity, tier: tier)
        configuration.technique = scenario.technique
        configuration.isLazy = scenario.isLazy
        configuration.mutation = scenario.mutation
        let acknowledges = scenario.stability == .acknowledged
        configuration.stability = acknowledges ? .ownTier : .external
        configuration.acknowledgeEvery = acknowledges ? 4 : .max
        return configuration
    }

    /// The ledger before the first message.
    func firstLedger(of tier: TierID) -> Ledger {
        var members: [Message.Member] = []
        for (index, count) in scenario.tiers.enumerated() {
            for _ in 0..<count {
                members.append(
                    Message.Member(
                        replica: ReplicaID(UInt32(members.count)), tier: TierID(UInt8(index))))
            }
        }
        var limits = Ledger.Limits()
        limits.collectAt = scenario.collectsAt
        return Ledger(tier: tier, members: members, limits: limits, mutation: scenario.mutation)
    }

    private mutating func openSessions() {
        for index in scenario.clients.indices {
            log.append(.open(Message.Open(tier: TierID(0), nonce: UInt64(index))))
            clients.append(SimulatedClient(session: log.end))
        }
        for index in replicas.indices where replicas[index].status == .live {
            for message in log.messages {
                violation = violation ?? replicas[index].deliver(message, in: setting)
            }
        }
    }

    // MARK: What the steps ask

    func position(of index: Int) -> OrderNumber { replicas[index].core.ledger.position }

    /// Whether what was decided at `number` can be lost no more.
    func isStable(_ number: OrderNumber) -> Bool {
        if scenario.mutation.has(.answersBeforeStability) { return true }
        switch scenario.stability {
        case .allReplicas:
            return !replicas.indices.contains { lacks($0, number) }
        case .firstTier, .acknowledged:
            return !replicas.indices.contains {
                replicas[$0].tier == TierID(0) && lacks($0, number)
            }
        case .majority:
            let holders = replicas.indices.count {
                replicas[$0].status == .live && !lacks($0, number)
            }
            return holders * 2 > scenario.tiers.reduce(0, +)
        }
    }

    private func lacks(_ index: Int, _ number: OrderNumber) -> Bool {
        replicas[index].status == .live && position(of: index) < number
    }

    func request(of client: Int, _ number: Int) -> Message {
        let request = scenario.clients[client][number]
        return .request(
            Message.Request(
                tier: TierID(0), session: clients[client].session, number: UInt64(number),
                seenBelow: UInt64(number), handler: request.handler,
                arguments: Words.encode(request.arguments)))
    }
}
