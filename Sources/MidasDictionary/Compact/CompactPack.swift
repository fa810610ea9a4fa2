import MidasBase

/// The compact form of some dictionary files: names in order, then records, read when asked for.
///
/// Layout, all numbers little-endian 32 bits where not said otherwise: magic and version; the
/// counts of strings, names, records and text bytes; the ends of the strings in the text; for each name in
/// order its string and its record; the ends of the records; the texts' bytes; the
/// records, of which the last holds the hidden states and fields.
///
/// Opening costs O(states + fields); a look-up O(log names) and the length of one record.
struct CompactPack: Sendable {
    static let magic: [UInt8] = [0x4D, 0x44, 0x49, 0x43, 1]

    let bytes: [UInt8]
    let stringCount: Int
    let nameCount: Int
    let recordCount: Int
    private let stringEnds: Int
    private let nameTable: Int
    private let recordEnds: Int
    private let text: Int
    private let records: Int
    /// The dictionary's ids of the pack's own states and fields.
    var stateIDs: [HiddenStateID] = []
    var fieldIDs: [FieldID] = []

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        guard bytes.starts(with: Self.magic), bytes.count >= 21 else {
            throw ByteReaderError.malformed(offset: 0)
        }
        stringCount = Self.number(bytes, 5)
        nameCount = Self.number(bytes, 9)
        recordCount = Self.number(bytes, 13)
        let textLength = Self.number(bytes, 17)
        stringEnds = 21
        nameTable = stringEnds + 4 * stringCount
        recordEnds = nameTable + 8 * nameCount
        text = recordEnds + 4 * recordCount
        records = text + textLength
        guard records <= bytes.count else {
            throw ByteReaderError.truncated(offset: bytes.count)
        }
    }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
        Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]) << 16
            | Int(bytes[offset + 3]) << 24
    }

    private func number(_ offset: Int) -> Int { Self.number(bytes, offset) }

    private func textRange(_ string: Int) -> Range<Int> {
        let start = string == 0 ? 0 : number(stringEnds + 4 * (string - 1))
        return text + start..<text + number(stringEnds + 4 * string)
    }

    func string(_ index: Int) -> String { String(decoding: bytes[textRange(index)], as: UTF8.self) }

    func name(_ index: Int) -> String { string(number(nameTable + 8 * index)) }

    /// The record that a name leads to. Complexity: O(log names).
    func record(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { key in
            var low = 0
            var high = nameCount
            while low < high {
                let middle = (low + high) / 2
                let range = textRange(number(nameTable + 8 * middle))
                switch Self.compare(key, bytes, range) {
                case 0: return number(nameTable + 8 * middle + 4)
                case ..<0: high = middle
                default: low = middle + 1
                }
            }
            return nil
        }
    }

    /// Negative, zero or positive as the key is before, equal to or after the bytes of the range.
    private static func compare(
        _ key: UnsafeBufferPointer<UInt8>, _ bytes: [UInt8], _ range: Range<Int>
    ) -> Int {
        for offset in 0..<min(key.count, range.count) {
            let difference = Int(key[offset]) - Int(bytes[range.lowerBound + offset])
            if difference != 0 { return difference }
        }
        return key.count - range.count
    }

    /// A reader of a record; the last one holds the states and fields.
    func reader(_ record: Int) throws -> CompactReader {
        guard 0..<recordCount ~= record else { throw ByteReaderError.malformed(offset: 0) }
        let start = record == 0 ? 0 : number(recordEnds + 4 * (record - 1))
        let end = number(recordEnds + 4 * record)
        guard start <= end, records + end <= bytes.count else {
            throw ByteReaderError.truncated(offset: bytes.count)
        }
        let input = ByteReader(Array(bytes[records + start..<records + end]))
        return CompactReader(input: input, pack: self)
    }

    func content(_ record: Int) throws -> DictionaryEntry.Content {
        var reader = try reader(record)
        return try reader.byte() == 0 ? .function(try reader.value()) : .type(try reader.value())
    }

    func entry(_ record: Int) throws -> DictionaryEntry {
        var reader = try reader(record)
        return try DictionaryEntry(from: &reader)
    }

    /// The pack's own hidden states and field names, in the order of its ids.
    func symbols() throws -> Symbols {
        var reader = try reader(recordCount - 1)
        var states: [HiddenState] = []
        for _ in 0..<(try reader.input.readCount()) {
            var state = HiddenState(name: try reader.string())
            state.initial = try reader.index().flatMap { Refinement(rawValue: $0) }
            state.isThreadLocal = try reader.byte() & 1 != 0
            state.note = try reader.string()
            states.append(state)
        }
        var fields: [String] = []
        for _ in 0..<(try reader.input.readCount()) { fields.append(try reader.string()) }
        var constants: [(name: String, value: Int64)] = []
        for _ in 0..<(try reader.input.readCount()) {
            constants.append((try reader.string(), try reader.signed()))
        }
        var patterns: [String] = []
        for _ in 0..<(try reader.input.readCount()) { patterns.append(try reader.string()) }
        return Symbols(states: states, fields: fields, constants: constants, patterns: patterns)
    }

    /// What a pack brings besides entries.
    struct Symbols {
        var states: [HiddenState]
        var fields: [String]
        var constants: [(name: String, value: Int64)]
        var patterns: [String]
    }
}

extension CompactPack {
    /// The compact form of entries of a source. States and fields are numbered by use, so that the
    /// bytes depend on these entries alone.
    ///
    /// - Parameter folder: Which folder's constants come along.
    static func bytes(
        of entries: [DictionaryEntry], _ tables: SymbolTables, constantsOf folder: String
    ) -> [UInt8] {
        var writer = CompactWriter()
        var names: [(name: String, record: Int)] = []
        var recordEnds: [Int] = []
        for entry in entries {
            for name in entry.names {
                writer.intern(name)
                names.append((name, recordEnds.count))
            }
            entry.write(to: &writer)
            recordEnds.append(writer.output.bytes.count)
        }
        writeSymbols(tables, &writer)
        let constants = tables.constants.filter {
            tables.constantFiles[$0.key, default: ""].hasPrefix(folder)
        }
        writer.write(number: UInt64(constants.count))
        for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
            writer.write(name)
            writer.write(signed: value)
        }
        let patterns = entries.filter(\.isPattern).map(\.name)
        writer.write(number: UInt64(patterns.count))
        for pattern in patterns { writer.write(pattern) }
        recordEnds.append(writer.output.bytes.count)
        names.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return assemble(writer.strings, names, recordEnds, writer.output.bytes)
    }

    private static func writeSymbols(_ tables: SymbolTables, _ writer: inout CompactWriter) {
        writer.write(number: UInt64(writer.states.count))
        for id in writer.states {
            let state = tables.states[Int(id.raw)]
            writer.write(state.name)
            writer.write(index: state.initial?.rawValue)
            writer.write(flags: state.isThreadLocal)
            writer.write(state.note)
        }
        writer.write(number: UInt64(writer.fields.count))
        for id in writer.fields { writer.write(tables.fields[Int(id.raw)]) }
    }

    private static func assemble(
        _ strings: [String], _ names: [(name: String, record: Int)], _ recordEnds: [Int],
        _ records: [UInt8]
    ) -> [UInt8] {
        var output = ByteWriter()
        output.bytes = magic
        let ids = Dictionary(uniqueKeysWithValues: zip(strings, 0...))
        let text = strings.flatMap { Array($0.utf8) }
        for count in [strings.count, names.count, recordEnds.count, text.count] {
            output.write(UInt32(count))
        }
        var end = 0
        for string in strings {
            end += string.utf8.count
            output.write(UInt32(end))
        }
        for (name, record) in names {
            output.write(UInt32(ids[name] ?? 0))
            output.write(UInt32(record))
        }
        for end in recordEnds { output.write(UInt32(end)) }
        return output.bytes + text + records
    }
}
