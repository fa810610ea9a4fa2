import MidasBase
import Testing

@Suite struct BytesTests {
    @Test func valuesComeBack() throws {
        var writer = ByteWriter()
        writer.write(UInt32(0xDEAD_BEEF))
        for value in [0, 1, 127, 128, 1 << 40, UInt64.max] { writer.writeVariable(value) }
        writer.write("état")
        var reader = ByteReader(writer.bytes)
        #expect(try reader.read(UInt32.self) == 0xDEAD_BEEF)
        for value in [0, 1, 127, 128, 1 << 40, UInt64.max] {
            #expect(try reader.readVariable() == value)
        }
        #expect(try reader.readBytes() == Array("état".utf8))
        #expect(reader.isAtEnd)
    }

    @Test func hostileBytesOnlyThrow() {
        var reader = ByteReader([0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        #expect(throws: ByteReaderError.self) { try reader.readBytes() }
        var endless = ByteReader(Array(repeating: 0xFF, count: 20))
        #expect(throws: ByteReaderError.self) { try endless.readVariable() }
    }
}
