import MidasWire

/// Draws as they travel: at most two bytes a value besides the value itself.
///
/// Both ends know the tier's sites, so a site is its place among them. A value of eight bytes that
/// ends in zeros, as small numbers do, goes without these. Layout, a value: the site's place in one
/// byte (255: the site itself follows in four), the length in one byte for words of 8 bytes (0 to 8:
/// so many bytes follow, the rest is zero) and other sizes below 119 (the size plus 9), else 128 and
/// more as a variable-length number, and the bytes. Where no sites were announced, draws travel as
/// they were recorded.
struct PackedDraws {
    /// Ascending.
    private let sites: [UInt32]

    /// What a packed log is recorded under in a message, alone; no site has this number.
    static let mark: UInt32 = .max

    init(sites: [UInt32]) { self.sites = Set(sites).sorted() }

    func pack(_ draws: DrawLog) -> DrawLog {
        guard !draws.isEmpty, !sites.isEmpty else { return draws }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(draws.bytes.count)
        draws.forEach { site, value in
            append(site, to: &bytes)
            append(value, to: &bytes)
        }
        var packed = DrawLog()
        bytes.withUnsafeBytes { packed.append(site: PackedDraws.mark, $0) }
        return packed
    }

    private func append(_ site: UInt32, to bytes: inout [UInt8]) {
        if let place = place(of: site), place < 255 {
            bytes.append(UInt8(place))
            return
        }
        bytes.append(255)
        withUnsafeBytes(of: site.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Binary search.
    private func place(of site: UInt32) -> Int? {
        var low = 0
        var high = sites.count
        while low < high {
            let middle = (low + high) / 2
            if sites[middle] < site { low = middle + 1 } else { high = middle }
        }
        return low < sites.count && sites[low] == site ? low : nil
    }

    private func append(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        guard value.count == 8 else {
            append(length: value.count + 9, to: &bytes)
            bytes.append(contentsOf: value)
            return
        }
        var length = 8
        while length > 0, value[length - 1] == 0 { length -= 1 }
        bytes.append(UInt8(length))
        bytes.append(contentsOf: value[..<length])
    }

    /// Seven bits a byte, the lowest first.
    private func append(length: Int, to bytes: inout [UInt8]) {
        var rest = length
        while rest >= 128 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The draws of a message, packed or not; nil where they are not what `pack` gives.
    func unpack(_ draws: DrawLog) -> DrawLog? {
        guard let entry = draws.entry(at: 0), entry.site == PackedDraws.mark else { return draws }
        guard entry.end == draws.bytes.count else { return nil }
        var unpacked = DrawLog()
        var rest = entry.value[...]
        while !rest.isEmpty {
            guard let site = takeSite(&rest), let value = takeValue(&rest) else { return nil }
            value.withUnsafeBytes { unpacked.append(site: site, $0) }
        }
        return unpacked
    }

    private func takeSite(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        guard let first = rest.popFirst() else { return nil }
        guard first == 255 else { return Int(first) < sites.count ? sites[Int(first)] : nil }
        guard rest.count >= 4 else { return nil }
        let site = rest.prefix(4).reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        rest = rest.dropFirst(4)
        return site
    }

    private func takeValue(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var length = 0
        var shift = 0
        while true {
            guard let byte = rest.popFirst(), shift < 35 else { return nil }
            length |= Int(byte & 127) << shift
            shift += 7
            if byte < 128 { break }
        }
        let isWord = length <= 8
        let count = isWord ? length : length - 9
        guard rest.count >= count else { return nil }
        var value = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        if isWord { value += repeatElement(0, count: 8 - count) }
        return value
    }
}
