/// The index of an element in one arena. Ids of different arenas have different types, so that one
/// cannot be taken for another; in memory each is 32 bits.
@frozen
public struct ID<Tag>: Hashable, Comparable, Sendable {
    public var raw: UInt32

    @inlinable
    public init(_ raw: UInt32) { self.raw = raw }

    @inlinable
    public init(_ index: Int) { self.raw = UInt32(truncatingIfNeeded: index) }

    /// The position in the arena.
    @inlinable
    public var index: Int { Int(raw) }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}

extension ID: CustomStringConvertible {
    public var description: String { "#\(raw)" }
}

/// An optional id in 32 bits: `none` is all ones.
@frozen
public struct OptionalID<Tag>: Hashable, Sendable {
    public var raw: UInt32

    @inlinable
    public init(raw: UInt32) { self.raw = raw }

    @inlinable
    public init(_ id: ID<Tag>?) { self.raw = id?.raw ?? .max }

    @inlinable
    public static var none: Self { Self(raw: .max) }

    @inlinable
    public var id: ID<Tag>? { raw == .max ? nil : ID(raw) }

    @inlinable
    public var isNone: Bool { raw == .max }
}

/// Values in the order of their ids.
@frozen
public struct Arena<Tag, Element> {
    public var elements: [Element]

    @inlinable
    public init() { elements = [] }

    @inlinable
    public init(_ elements: [Element]) { self.elements = elements }

    @inlinable
    public var count: Int { elements.count }

    @inlinable
    public var isEmpty: Bool { elements.isEmpty }

    /// Every id, in order.
    @inlinable
    public var ids: IDSequence<Tag> { IDSequence(count: UInt32(elements.count)) }

    @inlinable
    public subscript(id: ID<Tag>) -> Element {
        get { elements[id.index] }
        _modify { yield &elements[id.index] }
    }

    /// Adds an element and gives its id.
    @inlinable
    @discardableResult
    public mutating func append(_ element: Element) -> ID<Tag> {
        elements.append(element)
        return ID(elements.count - 1)
    }
}

extension Arena: Sendable where Element: Sendable {}
extension Arena: Equatable where Element: Equatable {}

/// The ids `0 ..< count`.
@frozen
public struct IDSequence<Tag>: Sequence, IteratorProtocol, Sendable {
    @usableFromInline var upcoming: UInt32 = 0
    @usableFromInline let end: UInt32

    @inlinable
    public init(count: UInt32) { end = count }

    @inlinable
    public mutating func next() -> ID<Tag>? {
        guard upcoming < end else { return nil }
        defer { upcoming += 1 }
        return ID(upcoming)
    }
}

/// A run of consecutive elements in an arena of lists.
@frozen
public struct Slice32: Hashable, Sendable {
    public var start: UInt32
    public var count: UInt32

    @inlinable
    public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    @inlinable
    public static var empty: Self { Self(start: 0, count: 0) }

    @inlinable
    public var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
