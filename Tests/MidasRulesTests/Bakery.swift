import MidasRules

/// A small rules-based system for tests: loaves are baked one after another in one oven.
struct Bakery: Hashable, Sendable {
    struct Loaf: Hashable, Sendable {
        var isKneaded = false
        var isInOven = false
        var isBaked = false
    }

    var loaves = TaskTable<Loaf>()
    var ovenIsHot = false
    var ovenIsFree = true

    static let kind = TaskKind<Bakery>(
        "loaf", in: \.loaves,
        goal: { bakery, loaf in bakery.loaves[loaf].isBaked },
        isWaiting: { bakery, loaf in bakery.loaves[loaf].isInOven },
        rules: [
            Rule(
                "knead", when: { bakery, loaf in !bakery.loaves[loaf].isKneaded },
                then: { bakery, loaf in bakery.loaves[loaf].isKneaded = true }),
            Rule(
                "put into the oven",
                when: { bakery, loaf in
                    bakery.ovenIsHot && bakery.ovenIsFree && bakery.loaves[loaf].isKneaded
                        && !bakery.loaves[loaf].isInOven && !bakery.loaves[loaf].isBaked
                },
                then: { bakery, loaf in
                    bakery.loaves[loaf].isInOven = true
                    bakery.ovenIsFree = false
                }),
        ])

    /// The event that a loaf is done.
    mutating func takeOut(_ loaf: Int) {
        loaves[loaf].isInOven = false
        loaves[loaf].isBaked = true
        ovenIsFree = true
        for other in loaves.indices where !loaves[other].isBaked { loaves.wake(other) }
    }

    static func pool(
        loaves: Int, isHot: Bool = true, scheduling: Pool<Bakery>.Scheduling = .sleeping,
        traceCapacity: Int = 64
    ) -> Pool<Bakery> {
        var bakery = Bakery(loaves: TaskTable(Array(repeating: Loaf(), count: loaves)))
        bakery.ovenIsHot = isHot
        return Pool(
            bakery, kinds: [kind], scheduling: scheduling, traceCapacity: traceCapacity)
    }
}
