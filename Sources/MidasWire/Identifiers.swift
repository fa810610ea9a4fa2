/// A position in the one total order of a ring, counted from 1. Zero means "none".
///
/// Sessions and requests are named by the position of the message that made them: positions are
/// the same in every process that has delivered the message, and never come twice.
@frozen
public struct OrderNumber: Hashable, Comparable, Sendable {
    public var value: UInt64

    @inlinable
    public init(_ value: UInt64) { self.value = value }

    /// No message.
    public static let none = OrderNumber(0)

    @inlinable
    public var next: OrderNumber { OrderNumber(value + 1) }

    @inlinable
    public static func < (a: OrderNumber, b: OrderNumber) -> Bool { a.value < b.value }
}

/// A group of replicas of one program: 0 to 63 within a ring.
@frozen
public struct TierID: Hashable, Comparable, Sendable {
    public var value: UInt8

    /// Number of tiers that a ring can hold.
    public static let limit = 64

    /// - Precondition: `value` is below `limit`.
    @inlinable
    public init(_ value: UInt8) {
        precondition(value < 64, "a ring holds 64 tiers at most")
        self.value = value
    }

    @inlinable
    public static func < (a: TierID, b: TierID) -> Bool { a.value < b.value }
}

/// A set of tiers, as one word.
@frozen
public struct TierSet: Hashable, Sendable {
    public var bits: UInt64

    @inlinable
    public init(bits: UInt64 = 0) { self.bits = bits }

    @inlinable
    public init(_ tier: TierID) { bits = 1 << UInt64(tier.value) }

    @inlinable
    public func contains(_ tier: TierID) -> Bool { bits & (1 << UInt64(tier.value)) != 0 }

    @inlinable
    public mutating func insert(_ tier: TierID) { bits |= 1 << UInt64(tier.value) }

    @inlinable
    public func union(_ other: TierSet) -> TierSet { TierSet(bits: bits | other.bits) }
}

/// One run of a process as a replica. A process that restarts gets a new one, because a restarted
/// replica is a new member.
@frozen
public struct ReplicaID: Hashable, Comparable, Sendable {
    public var value: UInt32

    @inlinable
    public init(_ value: UInt32) { self.value = value }

    @inlinable
    public static func < (a: ReplicaID, b: ReplicaID) -> Bool { a.value < b.value }
}

/// A handler of a tier, as numbered by the site table.
@frozen
public struct HandlerID: Hashable, Sendable {
    public var value: UInt32

    @inlinable
    public init(_ value: UInt32) { self.value = value }
}

/// The key of a choice: one segment of one request. Point 0 starts with the request, point j with
/// the reply to the call that ended point j-1.
@frozen
public struct SegmentKey: Hashable, Comparable, Sendable {
    public var request: OrderNumber
    public var point: UInt32

    @inlinable
    public init(request: OrderNumber, point: UInt32) {
        self.request = request
        self.point = point
    }

    @inlinable
    public static func < (a: SegmentKey, b: SegmentKey) -> Bool {
        (a.request, a.point) < (b.request, b.point)
    }
}
