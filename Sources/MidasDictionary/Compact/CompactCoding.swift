import MidasBase

/// A value with a compact form. Reading checks everything: bytes that no writer wrote only throw.
protocol CompactCodable {
    func write(to writer: inout CompactWriter)
    init(from reader: inout CompactReader) throws
}

/// Appends to a pack; texts are kept once in its string table.
struct CompactWriter {
    var output = ByteWriter()
    private(set) var strings: [String] = []
    /// The states and fields that the pack names, in the order of their first use.
    private(set) var states: [HiddenStateID] = []
    private(set) var fields: [FieldID] = []
    private var stringIDs: [String: UInt64] = [:]
    private var localStates: [HiddenStateID: UInt64] = [:]
    private var localFields: [FieldID: UInt64] = [:]

    mutating func write(_ byte: UInt8) { output.write(byte) }
    mutating func write(number: UInt64) { output.writeVariable(number) }

    mutating func write(_ string: String) { output.writeVariable(intern(string)) }

    /// The position of a text in the string table.
    @discardableResult
    mutating func intern(_ string: String) -> UInt64 {
        if let id = stringIDs[string] { return id }
        let id = UInt64(strings.count)
        strings.append(string)
        stringIDs[string] = id
        return id
    }

    mutating func write(_ state: HiddenStateID) {
        let id = localStates[state] ?? UInt64(states.count)
        if id == UInt64(states.count) {
            states.append(state)
            localStates[state] = id
        }
        output.writeVariable(id)
    }

    /// 0 is none.
    mutating func write(_ field: FieldID?) {
        guard let field else { return output.writeVariable(0) }
        let id = localFields[field] ?? UInt64(fields.count)
        if id == UInt64(fields.count) {
            fields.append(field)
            localFields[field] = id
        }
        output.writeVariable(id + 1)
    }

    /// Small magnitudes of either sign in few bytes.
    mutating func write(signed value: Int64) {
        output.writeVariable(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func write<W: Word>(_ word: W) { output.write(word.rawValue) }

    mutating func write<T: CompactCodable>(_ values: [T]) {
        write(number: UInt64(values.count))
        for value in values { value.write(to: &self) }
    }

    mutating func write<T: CompactCodable>(_ value: T?) {
        write(UInt8(value == nil ? 0 : 1))
        value?.write(to: &self)
    }

    /// An optional argument number: 0 is none.
    mutating func write(index: UInt8?) { write(number: index.map { UInt64($0) + 1 } ?? 0) }

    /// Up to eight truths in a byte.
    mutating func write(flags: Bool...) {
        var byte: UInt8 = 0
        for (bit, flag) in flags.enumerated() where flag { byte |= 1 << UInt8(bit) }
        write(byte)
    }
}

/// Reads a record of a pack; ids of states and fields become those of the dictionary.
struct CompactReader {
    var input: ByteReader
    let pack: CompactPack

    mutating func byte() throws -> UInt8 { try input.read() }
    mutating func number() throws -> UInt64 { try input.readVariable() }

    mutating func string() throws -> String {
        let id = try number()
        guard id < UInt64(pack.stringCount) else { throw malformed() }
        return pack.string(Int(id))
    }

    mutating func signed() throws -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func word<W: Word>(_: W.Type = W.self) throws -> W {
        guard let word = W(rawValue: try byte()) else { throw malformed() }
        return word
    }

    mutating func value<T: CompactCodable>(_: T.Type = T.self) throws -> T { try T(from: &self) }

    mutating func values<T: CompactCodable>(_: T.Type = T.self) throws -> [T] {
        var values: [T] = []
        let count = try input.readCount()
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try T(from: &self)) }
        return values
    }

    mutating func optional<T: CompactCodable>(_: T.Type = T.self) throws -> T? {
        try byte() == 0 ? nil : try T(from: &self)
    }

    mutating func index() throws -> UInt8? {
        let number = try number()
        return number == 0 ? nil : UInt8(truncatingIfNeeded: number - 1)
    }

    mutating func state() throws -> HiddenStateID {
        let local = try number()
        guard local < UInt64(pack.stateIDs.count) else { throw malformed() }
        return pack.stateIDs[Int(local)]
    }

    mutating func field() throws -> FieldID? {
        let local = try number()
        guard local <= UInt64(pack.fieldIDs.count) else { throw malformed() }
        return local == 0 ? nil : pack.fieldIDs[Int(local) - 1]
    }

    func malformed() -> ByteReaderError { .malformed(offset: input.offset) }
}
