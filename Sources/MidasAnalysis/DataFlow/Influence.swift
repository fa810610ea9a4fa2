/// How one value decides another: the weakest step of a way between them. A way is as strong as the
/// componentwise maximum of its steps, so five elements suffice; sets of them fit into a byte.
@frozen
public enum Influence: UInt8, CaseIterable, Sendable {
    /// By value, along places that are certainly the same.
    case value
    /// By value, along places that may be the same.
    case likelyValue
    /// By value, with a load from a persistent location on the way.
    case hop
    case likelyHop
    /// It decides which value, which place, or whether.
    case control

    private var level: UInt8 {
        switch self {
        case .value, .likelyValue: 0
        case .hop, .likelyHop: 1
        case .control: 2
        }
    }

    private var isLikely: Bool { self != .value && self != .hop }

    /// The influence of a step of this kind behind a step of that kind.
    func then(_ other: Influence) -> Influence {
        let isLikely = isLikely || other.isLikely
        switch max(level, other.level) {
        case 0: return isLikely ? .likelyValue : .value
        case 1: return isLikely ? .likelyHop : .hop
        default: return .control
        }
    }

    /// Whether everything that a way of kind `other` shows, one of this kind shows as well.
    func covers(_ other: Influence) -> Bool {
        level <= other.level && (!isLikely || other.isLikely)
    }
}

/// A set of influences, without those that a stronger one covers.
struct Influences: Equatable {
    var bits: UInt8 = 0

    static let none = Influences()

    init() {}

    init(_ influence: Influence) { bits = 1 << influence.rawValue }

    var isEmpty: Bool { bits == 0 }

    /// Adds an influence unless it is covered; says whether the set has changed.
    mutating func insert(_ influence: Influence) -> Bool {
        if bits & Self.coverers[Int(influence.rawValue)] != 0 { return false }
        bits |= 1 << influence.rawValue
        return true
    }

    func forEach(_ body: (Influence) -> Void) {
        for influence in Influence.allCases where bits & (1 << influence.rawValue) != 0 {
            body(influence)
        }
    }

    /// By influence, the bits of those that cover it, itself included.
    static let coverers: [UInt8] = Influence.allCases.map { covered in
        Influence.allCases.filter { $0.covers(covered) }.reduce(0) { $0 | 1 << $1.rawValue }
    }
}
