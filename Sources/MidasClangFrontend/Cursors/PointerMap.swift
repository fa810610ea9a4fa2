/// Addresses of clang's nodes to 32-bit numbers: open addressing, nothing is ever removed. It
/// lives as long as the syntax tree whose nodes it names.
struct PointerMap {
    private var keys: [UInt]
    private var values: [UInt32]
    private var count = 0
    private var mask: Int

    init(minimumCapacity: Int = 256) {
        var size = 256
        while size < minimumCapacity * 2 { size *= 2 }
        keys = Array(repeating: 0, count: size)
        values = Array(repeating: 0, count: size)
        mask = size - 1
    }

    /// Nodes are aligned, types have qualifiers in their low bits: all bits count.
    @inline(__always)
    private func slot(_ key: UInt) -> Int {
        var hash = UInt64(key) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash) & mask
    }

    /// The number of `key`, which is not 0.
    @inline(__always)
    subscript(key: UInt) -> UInt32? {
        get {
            var index = slot(key)
            while keys[index] != 0 {
                if keys[index] == key { return values[index] }
                index = (index + 1) & mask
            }
            return nil
        }
        set {
            if let newValue { insert(key, newValue) }
        }
    }

    private mutating func insert(_ key: UInt, _ value: UInt32) {
        if count * 2 >= keys.count { grow() }
        var index = slot(key)
        while keys[index] != 0 && keys[index] != key { index = (index + 1) & mask }
        if keys[index] == 0 { count += 1 }
        keys[index] = key
        values[index] = value
    }

    private mutating func grow() {
        let old = zip(keys, values)
        self = PointerMap(minimumCapacity: keys.count)
        for (key, value) in old where key != 0 { insert(key, value) }
    }
}
