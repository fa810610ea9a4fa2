import MembershipNotifier
import MidasExploration

// Explores the membership notifier: every server sees every change in order.

for servers in 2...3 {
    let result = MembershipScene.model(servers: servers, joins: 2).explore()
    print(
        "\(servers) servers, two joins, 2 faults: \(result.stateCount) states, depth \(result.depth)"
    )
    print(result.isComplete ? "all states visited" : "the bound of states was reached")
    if let found = result.counterexample { print(found) }
}
