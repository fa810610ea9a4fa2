import MidasWire
import Testing

@testable import MidasRuntime

@Suite struct PackedDrawsTests {
    private let sites: [UInt32] = [7, 9, 0x3123_e65a]

    private func log(_ entries: [(UInt32, [UInt8])]) -> DrawLog {
        var log = DrawLog()
        for (site, value) in entries { value.withUnsafeBytes { log.append(site: site, $0) } }
        return log
    }

    @Test(arguments: [0, 1, 3, 7, 8, 9, 16, 118, 119, 300, 70_000])
    func valuesOfAllSizesComeBack(size: Int) throws {
        let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 1) }
        let draws = log([(9, value), (1234, value), (7, [1, 0, 0, 0, 0, 0, 0, 0])])
        let packing = PackedDraws(sites: sites)
        #expect(packing.unpack(packing.pack(draws)) == draws)
    }

    @Test func aSmallNumberTakesTwoBytesMore() throws {
        let word: [UInt8] = [1, 2, 3, 4, 0, 0, 0, 0]
        let draws = log(Array(repeating: (0x3123_e65a, word), count: 100))
        let packed = PackedDraws(sites: sites).pack(draws)
        #expect(draws.valueBytes == 400)
        #expect(draws.count == 100)
        #expect(packed.bytes.count == 8 + 100 * (4 + 2))
    }

    @Test func withoutSitesNothingIsPacked() throws {
        let draws = log([(3, [1, 2])])
        let packing = PackedDraws(sites: [])
        #expect(packing.pack(draws) == draws)
        #expect(packing.unpack(draws) == draws)
        #expect(PackedDraws(sites: sites).pack(DrawLog()).isEmpty)
    }

    /// Every beginning of a packed log, and bytes at random, give values or nothing.
    @Test func brokenLogsAreRefused() throws {
        let packing = PackedDraws(sites: sites)
        let packed = packing.pack(log([(9, [1, 2, 3]), (55, [4, 0, 0, 0, 0, 0, 0, 0])]))
        let inner = try #require(packed.entry(at: 0)).value
        for count in 0..<inner.count {
            let broken = log([(PackedDraws.mark, Array(inner[..<count]))])
            let isWhole = packing.unpack(broken).map { $0.count < 2 } ?? true
            #expect(isWhole)
        }
        #expect(packing.unpack(log([(PackedDraws.mark, [200, 1, 1])])) == nil)
        #expect(packing.unpack(log([(PackedDraws.mark, [0, 9 + 50, 1])])) == nil)
        #expect(packing.unpack(log([(PackedDraws.mark, []), (1, [])])) == nil)
    }
}
