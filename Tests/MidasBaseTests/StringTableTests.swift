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
}
