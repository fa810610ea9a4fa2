import MidasWire

/// Digests of all tracked state, part by part, so that the first part that differs between two
/// replicas has a name.
struct StateDigests: Equatable {
    private var values: [UInt64]

    /// What digests are recorded under, behind a segment's draws; no site has this number.
    static let mark: UInt32 = .max - 1

    private static let page = 4096

    /// O(bytes).
    init(_ ranges: MemoryRanges) {
        values = StateDigests.parts(of: ranges).map { part in
            var digest = Digest(seed: 13)
            digest.add(UnsafeRawBufferPointer(part))
            return digest.value
        }
    }

    /// Nil where the log holds none.
    init?(in draws: DrawLog) {
        var found: [UInt64]?
        draws.forEach { site, value in
            guard site == StateDigests.mark, value.count % 8 == 0 else { return }
            found = stride(from: 0, to: value.count, by: 8).map {
                UInt64(littleEndian: value.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        guard let found else { return nil }
        values = found
    }

    /// The draws with these behind them.
    func added(to draws: DrawLog) -> DrawLog {
        var result = draws
        values.map(\.littleEndian).withUnsafeBytes { result.append(site: StateDigests.mark, $0) }
        return result
    }

    /// The draws of a log without its digests.
    static func removed(from draws: DrawLog) -> DrawLog {
        var result = DrawLog()
        draws.forEach { site, value in
            if site != mark { result.append(site: site, value) }
        }
        return result
    }

    /// The first part that differs; nil where all is equal.
    func firstDifference(from other: StateDigests) -> Int? {
        if values == other.values { return nil }
        let common = zip(values, other.values).enumerated().first { $1.0 != $1.1 }
        return common?.offset ?? min(values.count, other.values.count)
    }

    /// The name of a part: of a place, or where a page of an image begins.
    static func name(of part: Int, in ranges: MemoryRanges) -> String {
        if part < ranges.labels.count { return ranges.labels[part].name }
        let parts = parts(of: ranges)
        guard part < parts.count, let start = parts[part].baseAddress else {
            return "memory that only one replica has"
        }
        return "memory at 0x" + String(UInt(bitPattern: start), radix: 16)
    }

    private static func parts(of ranges: MemoryRanges) -> [UnsafeMutableRawBufferPointer] {
        if !ranges.labels.isEmpty { return ranges.labels.map(\.bytes) }
        return ranges.pieces.flatMap { piece in
            stride(from: 0, to: piece.count, by: page).map {
                UnsafeMutableRawBufferPointer(rebasing: piece[$0..<min($0 + page, piece.count)])
            }
        }
    }
}

extension DrawLog {
    var count: Int {
        var count = 0
        forEach { _, _ in count += 1 }
        return count
    }

    /// Bytes of the values, without what words of eight bytes have no use for.
    var valueBytes: UInt64 {
        var bytes: UInt64 = 0
        forEach { _, value in
            var count = value.count
            if count == 8 { while count > 0, value[count - 1] == 0 { count -= 1 } }
            bytes += UInt64(count)
        }
        return bytes
    }
}
