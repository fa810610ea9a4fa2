import CMidas
import Testing

@testable import MidasRuntime

/// Places of a table, copied, compared and written over.
@Suite struct MemoryRangesTests {
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

    init() { memory.initializeMemory(as: UInt8.self, repeating: 0) }

    /// Ranges over parts of the memory: (offset, size, count, stride).
    private func with(
        _ places: [(Int, Int, Int, Int)], _ body: (MemoryRanges) -> Void
    ) {
        defer { memory.deallocate() }
        "place".withCString { name in
            var table = places.map { offset, size, count, stride in
                midas_place(
                    name: name, address: memory.baseAddress! + offset, size: UInt(size),
                    count: UInt(count), stride: UInt(stride))
            }
            table.append(midas_place())
            table.withUnsafeBufferPointer { table in
                var list: [UnsafePointer<midas_place>?] = [table.baseAddress, nil]
                list.withUnsafeMutableBufferPointer { list in
                    body(MemoryRanges(UnsafePointer(list.baseAddress!)))
                }
            }
        }
    }

    @Test func placesThatOverlapOrTouchAreOne() {
        with([(100, 8, 1, 0), (104, 8, 1, 0), (112, 4, 1, 0), (0, 4, 3, 16)]) { ranges in
            #expect(ranges.pieces.count == 4)
            #expect(ranges.count == 16 + 12)
            #expect(ranges.labels.count == 6)
        }
    }

    @Test func whatWasWrittenIsPutBackAndTakenOver() {
        with([(0, 1000, 1, 0), (2000, 24, 4, 100)]) { ranges in
            let before = ranges.copy()
            for (offset, value) in [(0, 1), (3, 2), (500, 3), (999, 4), (2023, 5), (2300, 6)] {
                memory[offset] = UInt8(value)
            }
            memory[1500] = 9
            let after = ranges.copy()
            let extents = ranges.differences(from: before)
            // 0 and 3 are near enough to be one.
            #expect(extents.count == 5 * 8 + 4 + 4)
            ranges.restore(before)
            #expect(ranges.copy() == before)
            #expect(memory[1500] == 9)
            #expect(ranges.apply(extents))
            #expect(ranges.copy() == after)
            #expect(ranges.differences(from: after).isEmpty)
        }
    }

    @Test func extentsOutsideAreRefused() {
        with([(0, 16, 1, 0)]) { ranges in
            #expect(!ranges.apply([15, 0, 0, 0, 2, 0, 0, 0, 1, 1]))
            #expect(!ranges.apply([0, 0, 0, 0, 9, 0, 0, 0, 1]))
            #expect(!ranges.apply([1, 2, 3]))
            #expect(ranges.apply([15, 0, 0, 0, 1, 0, 0, 0, 7]))
            #expect(memory[15] == 7)
        }
    }

    /// By the definition, byte for byte.
    @Test(arguments: 1...20)
    func differencesAreWhatDiffers(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        with([(0, 3000, 1, 0), (3100, 700, 1, 0)]) { ranges in
            for index in 0..<4096 { memory[index] = UInt8(next(256)) }
            let before = ranges.copy()
            for _ in 0..<next(60) { memory[next(4096)] = UInt8(next(256)) }
            let after = ranges.copy()
            let extents = ranges.differences(from: before)
            #expect(extents.isEmpty == (before == after))
            ranges.restore(before)
            #expect(ranges.apply(extents))
            #expect(ranges.copy() == after)
        }
    }
}
