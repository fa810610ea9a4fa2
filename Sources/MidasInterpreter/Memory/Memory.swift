/// The byte-exact memory of the interpreted program.
///
/// Every object has a window of 4 GiB of the address space to itself: an address is the object's
/// number in the upper half and the offset in the lower half. So a pointer is its provenance and
/// its offset, whatever integers it goes through, and what leaves one object meets no other. Beside
/// each byte stands a shadow byte: 0xFF where it has been written, 0 where it is indeterminate.
final class Memory {
    /// An object's bytes, and how many may be read and written. Both counts are 0 for what is gone
    /// and for what has no bytes (functions).
    struct Object {
        var bytes: UnsafeMutableRawPointer
        /// From the bytes to their shadow.
        var shadowDistance: Int
        var size: UInt32
        var writableSize: UInt32
    }

    static let capacity = 1 << 22
    /// How many freed objects keep their numbers before these are used again: so long, an access
    /// to one is noticed.
    static let quarantine = 1 << 16

    let objects: UnsafeMutablePointer<Object>
    private(set) var count: UInt32 = 1
    private let nothing = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
    private var owned: [UInt32: UnsafeMutableRawPointer] = [:]
    private var freed: [UInt32] = []
    private var firstFreed = 0
    /// What indeterminate bytes hold.
    let fill: UInt8

    init(fill: UInt8, firstObject: UInt32 = 1) {
        self.fill = fill
        count = max(1, firstObject)
        objects = .allocate(capacity: Self.capacity)
        objects.initialize(repeating: empty, count: Int(count))
    }

    deinit {
        for pointer in owned.values { pointer.deallocate() }
        nothing.deallocate()
        objects.deallocate()
    }

    private var empty: Object {
        Object(bytes: nothing, shadowDistance: 0, size: 0, writableSize: 0)
    }

    // MARK: Objects

    /// The numbers of `many` new objects without bytes, one after another; nil where none are left.
    func reserve(_ many: Int) -> UInt32? {
        guard Int(count) + many <= Self.capacity else { return nil }
        defer { count += UInt32(many) }
        (objects + Int(count)).initialize(repeating: empty, count: many)
        return count
    }

    /// The address of a new object of indeterminate (or zero) bytes; nil where it would be too
    /// large, or objects are used up.
    func allocate(_ size: UInt64, zeroed: Bool = false) -> UInt64? {
        guard size < 1 << 31, let id = nextID() else { return nil }
        attach(id, size: Int(size), zeroed: zeroed)
        return UInt64(id) << 32
    }

    private func nextID() -> UInt32? {
        guard freed.count - firstFreed > Self.quarantine else { return reserve(1) }
        defer { firstFreed += 1 }
        if firstFreed > Self.quarantine {
            freed.removeFirst(firstFreed)
            firstFreed = 0
        }
        return freed[firstFreed]
    }

    private func attach(_ id: UInt32, size: Int, zeroed: Bool) {
        let distance = (size + 31) & ~15
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 2 * distance, alignment: 16)
        bytes.initializeMemory(as: UInt8.self, repeating: zeroed ? 0 : fill, count: distance)
        (bytes + distance).initializeMemory(
            as: UInt8.self, repeating: zeroed ? 0xFF : 0, count: distance)
        owned[id] = bytes
        objects[Int(id)] = Object(
            bytes: bytes, shadowDistance: distance, size: UInt32(size),
            writableSize: UInt32(size))
    }

    /// Ends an object that `allocate` made. False where there is none at this address.
    func free(_ address: UInt64) -> Bool {
        let id = UInt32(truncatingIfNeeded: address >> 32)
        guard let bytes = owned.removeValue(forKey: id) else { return false }
        bytes.deallocate()
        objects[Int(id)] = empty
        freed.append(id)
        return true
    }

    /// Whether the address is the start of an object that `allocate` made.
    func isAllocated(_ address: UInt64) -> Bool {
        UInt32(truncatingIfNeeded: address) == 0
            && owned[UInt32(truncatingIfNeeded: address >> 32)] != nil
    }

    func makeReadOnly(_ address: UInt64) { objects[Int(address >> 32)].writableSize = 0 }

    /// The size of the object that an address points into.
    func size(of address: UInt64) -> UInt64 {
        address >> 32 < UInt64(count) ? UInt64(objects[Int(address >> 32)].size) : 0
    }

    // MARK: Access

    /// Where `size` bytes at an address are, to be read; nil where they are not all inside one
    /// living object.
    @inline(__always)
    func readable(_ address: UInt64, _ size: Int) -> (UnsafeMutableRawPointer, shadow: Int)? {
        let id = Int(truncatingIfNeeded: address >> 32)
        guard id < Int(count) else { return nil }
        let object = objects[id]
        let offset = Int(UInt32(truncatingIfNeeded: address))
        guard offset + size <= Int(object.size) else { return nil }
        return (object.bytes + offset, object.shadowDistance)
    }

    /// The same, to be written.
    @inline(__always)
    func writable(_ address: UInt64, _ size: Int) -> (UnsafeMutableRawPointer, shadow: Int)? {
        let id = Int(truncatingIfNeeded: address >> 32)
        guard id < Int(count) else { return nil }
        let object = objects[id]
        let offset = Int(UInt32(truncatingIfNeeded: address))
        guard offset + size <= Int(object.writableSize) else { return nil }
        return (object.bytes + offset, object.shadowDistance)
    }

    /// Copies bytes with their shadow. False where either place is not there.
    func copy(to target: UInt64, from source: UInt64, _ size: Int) -> Bool {
        guard size > 0 else { return true }
        guard let (to, toShadow) = writable(target, size),
            let (from, fromShadow) = readable(source, size)
        else { return false }
        to.copyMemory(from: from, byteCount: size)
        (to + toShadow).copyMemory(from: from + fromShadow, byteCount: size)
        return true
    }

    /// Sets bytes. False where they are not there.
    func set(_ address: UInt64, _ value: UInt8, _ size: Int) -> Bool {
        guard size > 0 else { return true }
        guard let (bytes, shadow) = writable(address, size) else { return false }
        bytes.initializeMemory(as: UInt8.self, repeating: value, count: size)
        (bytes + shadow).initializeMemory(as: UInt8.self, repeating: 0xFF, count: size)
        return true
    }

    func write(_ address: UInt64, _ source: UnsafeRawBufferPointer) -> Bool {
        guard let base = source.baseAddress, source.count > 0 else { return true }
        guard let (bytes, shadow) = writable(address, source.count) else { return false }
        bytes.copyMemory(from: base, byteCount: source.count)
        (bytes + shadow).initializeMemory(as: UInt8.self, repeating: 0xFF, count: source.count)
        return true
    }

    /// The number of `size` (at most 8) bytes, little-endian.
    func load(_ address: UInt64, _ size: Int) -> UInt64? {
        guard let (bytes, _) = readable(address, size) else { return nil }
        var value: UInt64 = 0
        for index in 0..<size {
            value |= UInt64(bytes.load(fromByteOffset: index, as: UInt8.self)) << UInt64(index * 8)
        }
        return value
    }

    func store(_ address: UInt64, _ value: UInt64, _ size: Int) -> Bool {
        withUnsafeBytes(of: value.littleEndian) {
            write(address, UnsafeRawBufferPointer(rebasing: $0[..<size]))
        }
    }
}
