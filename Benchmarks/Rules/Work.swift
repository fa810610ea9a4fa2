import Glibc
import MidasRules

/// A task that counts.
struct Counter: Sendable {
    var wanted = 0
    var reached = 0
    var limit = Int.max
}

struct Counters: Sendable {
    var counters = TaskTable<Counter>()
}

enum Work: String {
    /// `size` rules whose condition does not hold, each evaluated once an iteration.
    case conditions
    /// `size` rules that fire once an iteration.
    case firings
    /// The actions of those firings, called directly.
    case actions
    /// A round with `size` inactive tasks and an active one.
    case inactive
    /// What the firings do, written as a loop.
    case loop
}

let count = Rule<Counters>(
    "count", when: { $0.counters[$1].reached < $0.counters[$1].limit },
    then: { $0.counters[$1].reached += 1 })

let never = Rule<Counters>(
    "never", when: { $0.counters[$1].reached > $0.counters[$1].limit }, then: { _, _ in })

func pool(_ rules: [Rule<Counters>], inactive: Int = 0) -> Pool<Counters> {
    let kind = TaskKind<Counters>(
        "counter", in: \.counters,
        goal: { $0.counters[$1].reached >= $0.counters[$1].wanted }, rules: rules)
    var world = Counters()
    for _ in 0...inactive { world.counters.insert(Counter()) }
    return Pool(world, kinds: [kind])
}

func run(_ work: Work, size: Int, iterations: Int) {
    switch work {
    case .conditions:
        var pool = pool(Array(repeating: never, count: size))
        for _ in 0..<iterations {
            pool.handle("touch") { $0.counters[0].wanted = 0 }
            pool.round()
        }
        check(pool.stepCount == UInt64(iterations))
    case .firings:
        var pool = pool(Array(repeating: count, count: size))
        for _ in 0..<iterations { pool.round() }
        check(pool.world.counters[0].reached == size * iterations)
    case .actions:
        var world = Counters(counters: TaskTable([Counter()]))
        let actions = Array(repeating: count.action, count: size)
        for _ in 0..<iterations { for action in actions { action(&world, 0) } }
        check(world.counters[0].reached == size * iterations)
    case .inactive:
        var pool = pool([never], inactive: size)
        pool.settle()
        for _ in 0..<iterations {
            pool.handle("touch") { $0.counters[0].wanted = 0 }
            pool.round()
        }
        check(!pool.hasActiveTasks)
    case .loop:
        var counter = Counter()
        for _ in 0..<iterations {
            for _ in 0..<size where opaque(counter.reached) < counter.limit {
                counter.reached += 1
            }
        }
        check(counter.reached == size * iterations)
    }
}

/// Keeps the compiler from counting in one step.
@inline(never)
func opaque(_ value: Int) -> Int { value }

func check(_ condition: Bool) {
    if !condition { fail("the work was not done") }
}
