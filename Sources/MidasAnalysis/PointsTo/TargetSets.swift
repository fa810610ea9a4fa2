import MidasBase

/// Sets of cells as the solver computes with them: sorted, each kept once, named by a number, 0 the
/// empty one. Unions and differences of the same two sets are computed once.
///
/// A union costs O(1) where it is known and O(a + b) the first time.
struct TargetSets {
    typealias SetNumber = UInt32

    private(set) var members: [UInt32] = []
    private var starts: [UInt32] = [0, 0]
    private var slots = [UInt32](repeating: 0, count: 1 << 10)
    private var unions = PairMemo()
    private var differences = PairMemo()
    private var scratch: [UInt32] = []

    var count: Int { starts.count - 1 }

    func range(_ set: SetNumber) -> Range<Int> {
        Int(starts[Int(set)])..<Int(starts[Int(set) + 1])
    }

    subscript(set: SetNumber) -> ArraySlice<UInt32> { members[range(set)] }

    func size(_ set: SetNumber) -> Int { range(set).count }

    /// O(log size).
    func contains(_ set: SetNumber, _ member: UInt32) -> Bool {
        var range = range(set)
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if members[middle] == member { return true }
            range =
                members[middle] < member
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    mutating func single(_ member: UInt32) -> SetNumber {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(member)
        return internScratch()
    }

    /// `sorted` without doubles.
    mutating func intern(_ sorted: [UInt32]) -> SetNumber {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: sorted)
        return internScratch()
    }

    mutating func union(_ a: SetNumber, _ b: SetNumber) -> SetNumber {
        if a == b || b == 0 { return a }
        if a == 0 { return b }
        let (low, high) = a < b ? (a, b) : (b, a)
        if let known = unions[low, high] { return known }
        scratch.removeAll(keepingCapacity: true)
        var left = range(low)
        var right = range(high)
        members.withUnsafeBufferPointer { members in
            while let x = left.first, let y = right.first {
                let (p, q) = (members[x], members[y])
                scratch.append(min(p, q))
                if p <= q { left = (x + 1)..<left.upperBound }
                if q <= p { right = (y + 1)..<right.upperBound }
            }
            scratch.append(contentsOf: members[left])
            scratch.append(contentsOf: members[right])
        }
        let result = internScratch()
        unions[low, high] = result
        return result
    }

    /// What is in `a` and not in `b`.
    mutating func difference(_ a: SetNumber, _ b: SetNumber) -> SetNumber {
        if a == b || a == 0 { return 0 }
        if b == 0 { return a }
        if let known = differences[a, b] { return known }
        scratch.removeAll(keepingCapacity: true)
        var right = range(b)
        members.withUnsafeBufferPointer { members in
            for index in range(a) {
                let member = members[index]
                while let y = right.first, members[y] < member {
                    right = (y + 1)..<right.upperBound
                }
                if let y = right.first, members[y] == member { continue }
                scratch.append(member)
            }
        }
        let result = internScratch()
        differences[a, b] = result
        return result
    }

    mutating func intersection(_ a: SetNumber, _ b: SetNumber) -> SetNumber {
        difference(a, difference(a, b))
    }

    private mutating func internScratch() -> SetNumber {
        if scratch.isEmpty { return 0 }
        var hash = StableHash()
        for member in scratch { hash.combine(member) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash.finish()) & mask
        while slots[slot] != 0 {
            if self[slots[slot]].elementsEqual(scratch) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        members.append(contentsOf: scratch)
        starts.append(UInt32(members.count))
        let number = UInt32(count - 1)
        slots[slot] = number
        if count * 2 > slots.count { growSlots() }
        return number
    }

    private mutating func growSlots() {
        slots = Array(repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for set in 1..<UInt32(count) {
            var hash = StableHash()
            for member in self[set] { hash.combine(member) }
            var slot = Int(truncatingIfNeeded: hash.finish()) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = set
        }
    }
}

/// Results of operations on two numbers, by open addressing.
struct PairMemo {
    private var keys = [UInt64](repeating: .max, count: 1 << 10)
    private var values = [UInt32](repeating: 0, count: 1 << 10)
    private var count = 0

    subscript(a: UInt32, b: UInt32) -> UInt32? {
        get {
            let key = UInt64(a) << 32 | UInt64(b)
            let slot = slot(of: key)
            return keys[slot] == key ? values[slot] : nil
        }
        set {
            guard let newValue else { return }
            let key = UInt64(a) << 32 | UInt64(b)
            let slot = slot(of: key)
            if keys[slot] != key { count += 1 }
            keys[slot] = key
            values[slot] = newValue
            if count * 2 > keys.count { grow() }
        }
    }

    /// Notes a pair; says whether it was new.
    mutating func insert(_ a: UInt32, _ b: UInt32) -> Bool {
        let key = UInt64(a) << 32 | UInt64(b)
        let slot = slot(of: key)
        if keys[slot] == key { return false }
        keys[slot] = key
        count += 1
        if count * 2 > keys.count { grow() }
        return true
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: StableHash.mix(key)) & mask
        while keys[slot] != .max && keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = Array(repeating: .max, count: oldKeys.count * 2)
        values = Array(repeating: 0, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where key != .max {
            let slot = slot(of: key)
            keys[slot] = key
            values[slot] = value
        }
    }
}
