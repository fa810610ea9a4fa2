import MidasBase
import Testing

@Suite struct StringTableTests {
    @Test func equalStringsHaveOneID() {
        var table = StringTable()
        let ids = (0..<1000).map { table.intern("name\($0)") }
        for (index, id) in ids.enumerated() {
            #expect(table.intern("name\(index)") == id)
            #expect(table[id] == "name\(index)")
        }
        #expect(table.count == 1001)
        #expect(table.find("name500") == ids[500])
        #expect(table.find("absent") == nil)
    }

    @Test func arbitraryBytesAreKept() {
        var table = StringTable()
        let id = table.intern([0xFF, 0, 0x41])
        #expect(table.withBytes(id) { Array($0) } == [0xFF, 0, 0x41])
        #expect(table[StringTable.empty] == "")
    }

    @Test func aTableIsMadeOfItsBytes() throws {
        var table = StringTable()
        for index in 0..<500 { _ = table.intern("a longer name \(index)") }
        let lengths = (1..<table.count).map { UInt32(table.length(StringID($0))) }
        let copy = table.bytes.withUnsafeBufferPointer { StringTable(bytes: $0, lengths: lengths) }
        var made = try #require(copy)
        #expect(made == table)
        #expect(made.find("a longer name 321") == table.find("a longer name 321"))
        #expect(made.find("a longer name 500") == nil)
        #expect(made.intern("") == StringTable.empty)
        #expect(made.intern("a longer name 500") == StringID(501))
    }

    @Test(arguments: [
        ("aa", [1, 1] as [UInt32]), ("ab", [1]), ("ab", [1, 2]), ("ab", [2, 0]), ("ab", [.max]),
    ])
    func bytesThatAreNoTableAreRefused(text: String, lengths: [UInt32]) {
        let table = Array(text.utf8).withUnsafeBufferPointer {
            StringTable(bytes: $0, lengths: lengths)
        }
        #expect(table == nil)
    }
}
