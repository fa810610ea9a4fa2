import MidasBase

/// What is known of nondeterminism at a node: how likely its source is, whether it is only a
/// difference of order, by which influence it came, and whether a caller gave it (then it may not
/// return past where it came from). Sixty marks, and two for what only touches, fit into a word.
struct Mark: Hashable {
    var raw: UInt8

    static let count = 62
    private static let firstTouch: UInt8 = 60

    init(raw: UInt8) { self.raw = raw }

    init(_ influence: Influence, _ likelihood: Likelihood, isOrder: Bool, isFromAbove: Bool) {
        let source = (isOrder ? 3 : 0) + likelihood.rawValue
        raw = (source * 5 + influence.rawValue) * 2 + (isFromAbove ? 1 : 0)
    }

    static func touch(isFromAbove: Bool) -> Mark { Mark(raw: firstTouch + (isFromAbove ? 1 : 0)) }

    var isTouch: Bool { raw >= Self.firstTouch }
    var isFromAbove: Bool { raw & 1 != 0 }
    var isOrder: Bool { !isTouch && raw >= 30 }
    var influence: Influence { Influence(rawValue: raw / 2 % 5) ?? .control }
    private var sourceLikelihood: Likelihood {
        Likelihood(rawValue: raw / 10 % 3) ?? .environmental
    }

    /// The likelihood of the weakest step, the source's included.
    var likelihood: Likelihood { max(sourceLikelihood, influence.likelihood) }

    var bit: UInt64 { 1 << UInt64(raw) }

    /// Its place in an order in which nothing leads to what stands before it.
    var bucket: Int {
        isTouch
            ? Self.bucketCount - 1 : Int(sourceLikelihood.rawValue) * 5 + Int(influence.rawValue)
    }
    static let bucketCount = 16

    /// All that touches or decides differences of order, and of anything else.
    static let order: UInt64 = mask { $0.isOrder }
    static let plain: UInt64 = mask { !$0.isOrder && !$0.isTouch }
    static let touches: UInt64 = mask { $0.isTouch }

    private static func mask(_ isIn: (Mark) -> Bool) -> UInt64 {
        (0..<UInt8(count)).map { Mark(raw: $0) }.filter(isIn).reduce(0) { $0 | $1.bit }
    }

    /// Whether all that `other` leads to, this leads to at least as surely.
    private func covers(_ other: Mark) -> Bool {
        if isFromAbove && !other.isFromAbove { return false }
        if other.isTouch { return true }
        return !isTouch && isOrder == other.isOrder && sourceLikelihood <= other.sourceLikelihood
            && influence.covers(other.influence)
    }

    /// By mark: those that cover it, without itself.
    static let coverers: [UInt64] = (0..<UInt8(count)).map { covered in
        mask { $0.raw != covered && $0.covers(Mark(raw: covered)) }
    }

    /// `next[kind * count + mark]`: the mark behind an edge, `none` where nothing passes.
    static let next: [UInt8] = (0...255).flatMap { kind in
        (0..<UInt8(count)).map { Mark(raw: $0).behind(EdgeKind(raw: UInt8(kind)))?.raw ?? none }
    }
    static let none = UInt8.max

    private func behind(_ edge: EdgeKind) -> Mark? {
        guard let influence = edge.influence, let order = edge.order else { return nil }
        let isFromAbove: Bool
        switch edge.passage {
        case .inside: isFromAbove = self.isFromAbove
        case .call: isFromAbove = true
        case .callReturn:
            if self.isFromAbove { return nil }
            isFromAbove = false
        case .shared: isFromAbove = false
        }
        if order == .only && !isOrder { return nil }
        if isTouch || edge.isTouch || order == .cleared && isOrder {
            return .touch(isFromAbove: isFromAbove)
        }
        return Mark(
            self.influence.then(influence), sourceLikelihood, isOrder: isOrder,
            isFromAbove: isFromAbove)
    }
}

extension Influence {
    /// The likelihood of the weakest step, the source apart.
    var likelihood: Likelihood {
        switch self {
        case .value, .hop: .certain
        case .likelyValue, .likelyHop, .control: .likely
        }
    }
}
