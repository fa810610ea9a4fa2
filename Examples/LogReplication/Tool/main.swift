import LogReplication
import MidasExploration
import MidasRules

// Explores the replica manager, then replicates a log of a million segments and loses a server.

for servers in 2...3 {
    let result = ReplicationScene.model(servers: servers, replicasPerSegment: 1).explore()
    print("\(servers) servers, 2 faults: \(result.stateCount) states, depth \(result.depth)")
    if let found = result.counterexample { print(found) }
}

let segmentCount = 1_000_000
var manager = ReplicaManager(serverCount: 12)
for _ in 1..<segmentCount { manager.roll() }
var pool = Pool(manager, kinds: [ReplicaManager.kind])
var backups = (0..<12).map(Backup.init(number:))
print("replicating \(segmentCount) segments …")
run(&pool, &backups)
let firings = pool.stepCount

backups[7].crash()
pool.handle("server 7 has failed") { $0.serverFailed(7) }
let lost = pool.world.replicas.activeTasks.count
run(&pool, &backups)
let incomplete = pool.world.replicas.indices.filter { !pool.world.isComplete($0) }
print("\(firings) events and firings; lost with server 7: \(lost); left: \(incomplete.count)")

pool.handle("append") { $0.append(byteCount: 100) }
print("active after an append: \(pool.world.replicas.activeTasks.count) of \(3 * segmentCount)")

/// Runs the pool, answering every call at once.
func run(_ pool: inout Pool<ReplicaManager>, _ backups: inout [Backup]) {
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
