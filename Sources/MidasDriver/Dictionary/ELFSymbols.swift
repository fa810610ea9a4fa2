/// The functions that a 64-bit little-endian ELF file leaves to other libraries (System V ABI,
/// "Symbol Table"; AMD64 supplement).
package enum ELFSymbols {
    package struct Malformed: Error, Equatable {
        package var reason: String

        package init(reason: String) { self.reason = reason }
    }

    /// Names of undefined functions and of undefined symbols without a type, in the order of the
    /// dynamic symbol table, each once.
    package static func undefinedFunctions(_ bytes: [UInt8]) throws(Malformed) -> [String] {
        let file = File(bytes: bytes)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw Malformed(reason: "is no ELF file")
        }
        guard bytes.count >= 64, bytes[4] == 2, bytes[5] == 1 else {
            throw Malformed(reason: "is no 64-bit little-endian ELF file")
        }
        let table = try file.section(ofType: 11)
        guard let table, let strings = try file.section(table.link) else { return [] }
        var names: [String] = []
        var seen: Set<String> = []
        for offset in stride(from: table.offset, to: table.offset + table.size, by: 24) {
            let name = try file.number(offset, 4)
            let type = try file.number(offset + 4, 1) & 15
            guard try file.number(offset + 6, 2) == 0, type == 0 || type == 2 || type == 10 else {
                continue
            }
            let text = try file.text(strings.offset + name, limit: strings.offset + strings.size)
            if !text.isEmpty, seen.insert(text).inserted { names.append(text) }
        }
        return names
    }

    private struct Section {
        var type: Int
        var offset: Int
        var size: Int
        var link: Int
    }

    /// Checked reads of a file.
    private struct File {
        let bytes: [UInt8]

        func number(_ offset: Int, _ size: Int) throws(Malformed) -> Int {
            guard offset >= 0, offset <= bytes.count - size else {
                throw Malformed(reason: "ends early")
            }
            var value: UInt64 = 0
            for index in 0..<size { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
            guard let number = Int(exactly: value) else {
                throw Malformed(reason: "holds an offset beyond its end")
            }
            return number
        }

        func section(_ index: Int) throws(Malformed) -> Section? {
            let table = try number(40, 8)
            guard index < (try number(60, 2)) else { return nil }
            let header = table + index * 64
            let section = Section(
                type: try number(header + 4, 4), offset: try number(header + 24, 8),
                size: try number(header + 32, 8), link: try number(header + 40, 4))
            guard section.type == 8 || section.offset <= bytes.count - section.size else {
                throw Malformed(reason: "has a section beyond its end")
            }
            return section
        }

        func section(ofType type: Int) throws(Malformed) -> Section? {
            for index in 0..<(try number(60, 2)) {
                if let section = try section(index), section.type == type { return section }
            }
            return nil
        }

        func text(_ start: Int, limit: Int) throws(Malformed) -> String {
            guard start >= 0, start < limit, limit <= bytes.count else {
                throw Malformed(reason: "names a symbol outside its string table")
            }
            let end = bytes[start..<limit].firstIndex(of: 0) ?? limit
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }
}
