import LogReplication
import MidasRules
import Testing

/// A manager in a pool, with backups that answer every call at once.
private struct Cluster: ~Copyable {
    var pool: Pool<ReplicaManager>
    var backups: [Backup]

    init(segments: Int, servers: Int) {
        var manager = ReplicaManager(serverCount: servers)
        for _ in 1..<segments {
            manager.append(byteCount: 3_000_000)
            manager.roll()
        }
        pool = Pool(manager, kinds: [ReplicaManager.kind])
        backups = (0..<servers).map(Backup.init(number:))
    }

    mutating func run() {
        while true {
            pool.settle()
            let requests = pool.collect { $0.takeRequests() }
            if requests.isEmpty { return }
            for request in requests {
                let outcome = backups[request.server.number].execute(request)
                pool.handle("reply") { $0.complete(request, outcome) }
            }
        }
    }
}

@Suite struct ReplicaManagerTests {
    @Test func aLogIsReplicatedThreeTimes() {
        var cluster = Cluster(segments: 20, servers: 5)
        cluster.run()
        let manager = cluster.pool.world
        #expect(manager.replicas.indices.allSatisfy(manager.isComplete))
        for segment in 0..<19 {
            let holders = cluster.backups.filter { $0.stored[segment]?.hasFooter == true }
            #expect(holders.count == 3)
            #expect(holders.allSatisfy { $0.stored[segment]?.byteCount == 3_000_000 })
        }
        let isActive = cluster.pool.hasActiveTasks
        #expect(!isActive)
    }

    @Test func aLostServerIsReplaced() {
        var cluster = Cluster(segments: 20, servers: 5)
        cluster.run()
        cluster.backups[2].crash()
        cluster.pool.handle("server 2 has failed") { $0.serverFailed(2) }
        cluster.run()
        let manager = cluster.pool.world
        #expect(manager.replicas.indices.allSatisfy(manager.isComplete))
        #expect(manager.replicas.indices.allSatisfy { manager.replicas[$0].server?.number != 2 })
    }

    @Test func onlyTheHeadIsActiveWhenDataIsAppended() {
        var cluster = Cluster(segments: 50, servers: 5)
        cluster.run()
        cluster.pool.handle("append") { $0.append(byteCount: 10) }
        let active = cluster.pool.world.replicas.activeTasks
        #expect(active == [147, 148, 149])
    }

    @Test func withTooFewServersTasksAreStuckAndSaySo() {
        var cluster = Cluster(segments: 1, servers: 2)
        cluster.run()
        let stuck = cluster.pool.stuckTasks()
        #expect(stuck.map(\.task) == [2])
        #expect(stuck.map(\.kind) == ["replica"])
    }

    @Test func aLateReplyToACancelledCallIsIgnored() throws {
        var cluster = Cluster(segments: 1, servers: 4)
        cluster.pool.settle()
        let requests = cluster.pool.collect { $0.takeRequests() }
        let request = try #require(requests.first)
        let outcome = cluster.backups[request.server.number].execute(request)
        cluster.pool.handle("failure") { $0.serverFailed(request.server.number) }
        cluster.pool.handle("late reply") { $0.complete(request, outcome) }
        let replica = cluster.pool.world.replicas[request.replica]
        #expect(replica == Replica())
    }
}
