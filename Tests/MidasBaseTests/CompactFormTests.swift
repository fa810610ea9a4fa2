import MidasBase
import Testing

@Suite struct CompactFormTests {
    private enum Letter: UInt8 { case a, b }

    @Test func whatIsWrittenIsRead() throws {
        var writer = CompactWriter()
        let numbers: [UInt64] = [0, 1, 127, 128, 300, 1 << 32, .max]
        writer.list(numbers) { $0.number($1) }
        writer.list([0, -1, 63, -64, .min, .max]) { $0.signed($1) }
        writer.fixed(0x0123_4567_89AB_CDEF)
        writer.flag(true)
        writer.enumerator(Letter.b)
        writer.optional(OptionalID<StringTag>.none)
        writer.optional(OptionalID(StringID(UInt32(7))))
        writer.slice(Slice32(start: 3, count: 4))
        try writer.bytes.withUnsafeBufferPointer { (bytes) throws -> Void in
            var reader = CompactReader(bytes)
            let unsigned = try reader.list { try $0.number() }
            let signed = try reader.list { try $0.signed() }
            let fixed = try reader.fixed()
            let flag = try reader.flag()
            let letter = try reader.enumerator(Letter.self)
            let none = try reader.optional(StringTag.self)
            let some = try reader.optional(StringTag.self)
            let slice = try reader.slice()
            #expect(unsigned == numbers)
            #expect(signed == [0, -1, 63, -64, .min, .max])
            #expect(fixed == 0x0123_4567_89AB_CDEF)
            #expect(flag)
            #expect(letter == .b)
            #expect(none.isNone)
            #expect(some.id == StringID(UInt32(7)))
            #expect(slice == Slice32(start: 3, count: 4))
            #expect(reader.isAtEnd)
        }
    }

    @Test(arguments: [
        [] as [UInt8], [0x80], Array(repeating: 0xFF, count: 10), Array(repeating: 0x80, count: 11),
        [0x80, 0x80, 0x80, 0x80, 0x10],
    ])
    func whatIsNoWordIsRefused(bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var reader = CompactReader(bytes)
            #expect(throws: CompactReaderError.self) { try reader.word() }
        }
    }

    /// Nothing is allocated for elements that cannot be there.
    @Test func aCountThatTheBytesCannotHoldIsRefused() {
        [UInt8]([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2]).withUnsafeBufferPointer { bytes in
            var reader = CompactReader(bytes)
            #expect(throws: CompactReaderError.truncated) { try reader.list { try $0.byte() } }
        }
    }

    @Test func aListEndsWithTheErrorOfItsElement() {
        [UInt8]([3, 1, 0, 2]).withUnsafeBufferPointer { bytes in
            var reader = CompactReader(bytes)
            #expect(throws: CompactReaderError.malformed(offset: 4)) {
                try reader.list { try $0.flag() }
            }
        }
    }
}
