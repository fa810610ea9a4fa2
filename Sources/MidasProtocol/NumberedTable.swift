import MidasWire

/// Values by order number, in ascending order.
///
/// Keys are order numbers that mostly grow, so an insertion is an append and iteration is in the
/// one order that every replica shares. A look-up takes O(log n), a removal O(n) moves; n is the
/// number of requests in flight.
public struct NumberedTable<Value: Hashable & Sendable>: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public var key: OrderNumber
        public var value: Value
    }

    public private(set) var entries: ContiguousArray<Entry> = []

    public init() {}

    public var count: Int { entries.count }

    public var isEmpty: Bool { entries.isEmpty }

    /// Setting nil removes the entry.
    public subscript(key: OrderNumber) -> Value? {
        get {
            let index = firstIndex(notBelow: key)
            guard index < entries.count, entries[index].key == key else { return nil }
            return entries[index].value
        }
        set {
            let index = firstIndex(notBelow: key)
            let exists = index < entries.count && entries[index].key == key
            switch (newValue, exists) {
            case (let value?, true): entries[index].value = value
            case (let value?, false): entries.insert(Entry(key: key, value: value), at: index)
            case (nil, true): entries.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// Where `key` is, for changes in place with `update`.
    public func index(of key: OrderNumber) -> Int? {
        let index = firstIndex(notBelow: key)
        return index < entries.count && entries[index].key == key ? index : nil
    }

    public mutating func update<Result>(
        at index: Int, _ body: (inout Value) -> Result
    ) -> Result {
        body(&entries[index].value)
    }

    public mutating func remove(at index: Int) { entries.remove(at: index) }

    public mutating func removeAll(where shouldRemove: (OrderNumber, Value) -> Bool) {
        entries.removeAll { shouldRemove($0.key, $0.value) }
    }

    private func firstIndex(notBelow key: OrderNumber) -> Int {
        if let last = entries.last, last.key < key { return entries.count }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
