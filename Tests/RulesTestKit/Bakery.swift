import MidasRules

/// A small rules-based system for tests: loaves are baked one after another in one oven.
public struct Bakery: Hashable, Sendable {
    public struct Loaf: Hashable, Sendable {
        public var isKneaded = false
        public var isInOven = false
        public var isBaked = false

        public init(isKneaded: Bool = false, isInOven: Bool = false, isBaked: Bool = false) {
            self.isKneaded = isKneaded
            self.isInOven = isInOven
            self.isBaked = isBaked
        }
    }

    public var loaves = TaskTable<Loaf>()
    public var ovenIsHot = false
    public var ovenIsFree = true
    /// Loaves that somebody has to watch while they bake: what the actions ask for.
    public var requests: [Int] = []

    public static let kind = TaskKind<Bakery>(
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
                    bakery.requests.append(loaf)
                }),
        ])

    public init(loaves: TaskTable<Loaf> = TaskTable(), ovenIsHot: Bool = false) {
        self.loaves = loaves
        self.ovenIsHot = ovenIsHot
    }

    /// The event that a loaf is done.
    public mutating func takeOut(_ loaf: Int) {
        loaves[loaf].isInOven = false
        loaves[loaf].isBaked = true
        ovenIsFree = true
        for other in loaves.indices where !loaves[other].isBaked { loaves.wake(other) }
    }

    public static func pool(
        loaves: Int, isHot: Bool = true, scheduling: Pool<Bakery>.Scheduling = .sleeping,
        traceCapacity: Int = 64
    ) -> Pool<Bakery> {
        var bakery = Bakery(loaves: TaskTable(Array(repeating: Loaf(), count: loaves)))
        bakery.ovenIsHot = isHot
        return Pool(
            bakery, kinds: [kind], scheduling: scheduling, traceCapacity: traceCapacity)
    }
}
