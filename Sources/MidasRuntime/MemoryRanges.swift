import CMidas
import MidasWire

/// Parts of the program's memory, one after another, as if they were one.
///
/// Offsets in it name bytes: they are the same in every replica of one build.
struct MemoryRanges: @unchecked Sendable {
    // Memory of the program; it is used on the thread that runs handlers.
    let pieces: [UnsafeMutableRawBufferPointer]
    /// What tells two builds' ranges apart.
    let name: UInt64
    /// What bytes are called, for people: in the order of tables.
    let labels: [Label]

    struct Label {
        var name: String
        var bytes: UnsafeMutableRawBufferPointer
    }

    /// Whether the last piece grows, and begins with zeros behind what is used of it.
    let hasHeap: Bool

    var count: Int { pieces.reduce(0) { $0 + $1.count } }

    /// The places of some tables, in order; a place that stands in several is there once.
    init(_ tables: UnsafePointer<UnsafePointer<midas_place>?>) {
        var places: [UnsafeMutableRawBufferPointer] = []
        var labels: [Label] = []
        var digest = Digest(seed: 5)
        var table = tables
        while let first = table.pointee {
            var place = first
            while let address = place.pointee.address {
                let known = place.pointee
                digest.add([UInt8](String(cString: known.name).utf8))
                digest.add(UInt64(known.size) << 32 | UInt64(known.count))
                for index in 0..<Int(known.count) {
                    let bytes = UnsafeMutableRawBufferPointer(
                        start: address + index * Int(known.stride), count: Int(known.size))
                    places.append(bytes)
                    labels.append(Label(name: String(cString: known.name), bytes: bytes))
                }
                place += 1
            }
            table += 1
        }
        self.labels = labels
        pieces = MemoryRanges.joined(places)
        name = digest.value
        hasHeap = false
    }

    /// All places of several ranges.
    init(joining ranges: [MemoryRanges]) {
        var digest = Digest(seed: 6)
        for range in ranges { digest.add(range.name) }
        labels = ranges.flatMap(\.labels)
        pieces = MemoryRanges.joined(ranges.flatMap(\.pieces))
        name = digest.value
        hasHeap = false
    }

    /// The program's static storage, and the heap as far as it was ever used.
    init(image: [UnsafeMutableRawBufferPointer]) {
        let heap = UnsafeMutableRawBufferPointer(
            start: midas_heap_start(), count: midas_heap_used())
        pieces = image + [heap]
        labels = []
        var digest = Digest(seed: 7)
        for piece in image {
            digest.add(UInt64(UInt(bitPattern: piece.baseAddress)))
            digest.add(UInt64(piece.count))
        }
        name = digest.value
        hasHeap = true
    }

    /// Ascending, without overlaps, those that touch as one.
    private static func joined(
        _ places: [UnsafeMutableRawBufferPointer]
    ) -> [UnsafeMutableRawBufferPointer] {
        var result: [UnsafeMutableRawBufferPointer] = []
        let sorted = places.filter { !$0.isEmpty }
            .sorted { ($0.baseAddress!, $0.count) < ($1.baseAddress!, $1.count) }
        for place in sorted {
            guard let last = result.last, place.baseAddress! <= last.baseAddress! + last.count
            else {
                result.append(place)
                continue
            }
            let end = max(last.baseAddress! + last.count, place.baseAddress! + place.count)
            result[result.count - 1] = UnsafeMutableRawBufferPointer(
                start: last.baseAddress!, count: end - last.baseAddress!)
        }
        return result
    }

    func copy() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var target = UnsafeMutableRawPointer(buffer.baseAddress)
            for piece in pieces where !piece.isEmpty {
                target?.copyMemory(from: piece.baseAddress!, byteCount: piece.count)
                target = target.map { $0 + piece.count }
            }
            filled = count
        }
    }

    /// Puts back what `copy` gave, also where more of the heap is used since.
    func restore(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { source in
            var offset = 0
            for (index, piece) in pieces.enumerated() where !piece.isEmpty {
                let isLast = index == pieces.count - 1
                let length = min(piece.count, source.count - offset)
                piece.baseAddress!.copyMemory(
                    from: source.baseAddress! + offset, byteCount: length)
                if isLast, length < piece.count {
                    (piece.baseAddress! + length).initializeMemory(
                        as: UInt8.self, repeating: 0, count: piece.count - length)
                }
                offset += length
            }
        }
    }

    /// The extents in which the memory differs from an earlier copy of it, as bytes.
    func differences(from before: [UInt8]) -> [UInt8] {
        var earlier = before
        if earlier.count < count { earlier += repeatElement(0, count: count - earlier.count) }
        var size = 0
        forEach(earlier) { size += midas_difference($0, $1, $2, $3, nil) }
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            forEach(earlier) { before, now, count, base in
                filled += midas_difference(
                    before, now, count, base, buffer.baseAddress.map { $0 + filled })
            }
        }
    }

    private func forEach(
        _ earlier: [UInt8],
        _ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, Int, Int) -> Void
    ) {
        earlier.withUnsafeBufferPointer { before in
            var base = 0
            for piece in pieces where !piece.isEmpty {
                let now = piece.baseAddress!.assumingMemoryBound(to: UInt8.self)
                body(before.baseAddress! + base, now, piece.count, base)
                base += piece.count
            }
        }
    }

    /// Writes extents over the memory; false where they do not lie in it.
    func apply(_ extents: [UInt8]) -> Bool {
        extents.withUnsafeBytes { raw in
            var next = 0
            while next < raw.count {
                guard let extent = MemoryRanges.extent(in: raw, at: next),
                    write(extent.bytes, at: extent.offset)
                else { return false }
                next = extent.end
            }
            return true
        }
    }

    /// The first place in some extents that holds an address which means nothing in other replicas.
    func foreignAddress(in extents: [UInt8]) -> UnsafeRawPointer? {
        extents.withUnsafeBytes { raw in
            var next = 0
            while let extent = MemoryRanges.extent(in: raw, at: next) {
                var offset = extent.offset
                for piece in pieces {
                    if offset < piece.count {
                        let length = min(extent.bytes.count, piece.count - offset)
                        if let found = midas_foreign_address(piece.baseAddress! + offset, length) {
                            return found
                        }
                        break
                    }
                    offset -= piece.count
                }
                next = extent.end
            }
            return nil
        }
    }

    /// One extent: where it belongs, its bytes, and where the next begins.
    static func extent(
        in raw: UnsafeRawBufferPointer, at start: Int
    ) -> (offset: Int, bytes: UnsafeRawBufferPointer, end: Int)? {
        guard start + 8 <= raw.count else { return nil }
        let offset = Int(raw.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        let length = Int(raw.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self))
        guard length <= raw.count - start - 8 else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: raw[start + 8..<start + 8 + length])
        return (offset, bytes, start + 8 + length)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var offset = offset
        var rest = bytes
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            if offset < piece.count || isLast {
                let grows = isLast && hasHeap
                let length = grows ? rest.count : min(rest.count, piece.count - offset)
                guard length >= 0, offset + length <= MemoryRanges.largestHeap else { return false }
                if length > 0 {
                    (piece.baseAddress! + offset).copyMemory(
                        from: rest.baseAddress!, byteCount: length)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[length...])
                if rest.isEmpty { return true }
                offset = 0
            } else {
                offset -= piece.count
            }
        }
        return rest.isEmpty
    }

    /// Offsets are 32 bits wide.
    private static let largestHeap = Int(UInt32.max)
}
