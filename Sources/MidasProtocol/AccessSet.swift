/// The places that a segment may read and may write on any of its paths.
///
/// Places are hashed to 256 bits. Two places that share a bit make segments wait for one another
/// without need; they never let two conflicting segments run together.
@frozen
public struct PlaceSet: Hashable, Sendable {
    @usableFromInline var bits: SIMD4<UInt64>

    @inlinable
    public init() { bits = .zero }

    /// The set of one place.
    @inlinable
    public init(_ place: UInt64) {
        bits = .zero
        insert(place)
    }

    /// Every place.
    public static var all: PlaceSet {
        var set = PlaceSet()
        set.bits = SIMD4(repeating: .max)
        return set
    }

    @inlinable
    public mutating func insert(_ place: UInt64) {
        bits[Int(place >> 6 & 3)] |= 1 << (place & 63)
    }

    @inlinable
    public mutating func formUnion(_ other: PlaceSet) { bits |= other.bits }

    @inlinable
    public func intersects(_ other: PlaceSet) -> Bool { (bits & other.bits) != .zero }

    func isSuperset(of other: PlaceSet) -> Bool { (other.bits & ~bits) == .zero }

    func isSubset(of first: PlaceSet, _ second: PlaceSet) -> Bool {
        (bits & ~(first.bits | second.bits)) == .zero
    }

    @inlinable
    public func contains(_ place: UInt64) -> Bool {
        bits[Int(place >> 6 & 3)] & 1 << (place & 63) != 0
    }
}

@frozen
public struct AccessSet: Hashable, Sendable {
    public var reads: PlaceSet
    public var writes: PlaceSet

    @inlinable
    public init(reads: PlaceSet = PlaceSet(), writes: PlaceSet = PlaceSet()) {
        self.reads = reads
        self.writes = writes
    }

    /// Reads and writes everything.
    public static var everything: AccessSet { AccessSet(reads: .all, writes: .all) }

    /// Reads everything, writes nothing: a snapshot.
    public static var snapshot: AccessSet { AccessSet(reads: .all) }

    /// Whether the order of the two can matter: one writes what the other reads or writes.
    @inlinable
    public func conflicts(with other: AccessSet) -> Bool {
        writes.intersects(other.reads) || writes.intersects(other.writes)
            || reads.intersects(other.writes)
    }

    /// Whether all that `other` touches was declared here; what is written may be read.
    public func covers(_ other: AccessSet) -> Bool {
        writes.isSuperset(of: other.writes) && other.reads.isSubset(of: reads, writes)
    }

    @inlinable
    public mutating func formUnion(_ other: AccessSet) {
        reads.formUnion(other.reads)
        writes.formUnion(other.writes)
    }
}
