import MidasBase
import MidasBuildDatabase

/// What a parser process is asked: one unit, and the root that paths are relative to.
package struct ParserRequest: Equatable, Sendable {
    package var unit: CompileUnit
    package var root: String

    package init(unit: CompileUnit, root: String) {
        self.unit = unit
        self.root = root
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(root)
        writer.write(unit.file)
        writer.write(unit.directory)
        writer.write(unit.language.rawValue)
        writer.writeVariable(UInt64(unit.arguments.count))
        for argument in unit.arguments { writer.write(argument) }
        writer.writeVariable(UInt64(unit.virtualFiles.count))
        for file in unit.virtualFiles {
            writer.write(file.path)
            writer.write(file.contents)
        }
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        root = try reader.readText()
        unit = CompileUnit(
            file: try reader.readText(), directory: try reader.readText(),
            language: SourceLanguage(rawValue: try reader.readText()) ?? .c, arguments: [])
        for _ in 0..<(try reader.readCount()) { unit.arguments.append(try reader.readText()) }
        for _ in 0..<(try reader.readCount()) {
            unit.virtualFiles.append(
                VirtualFile(path: try reader.readText(), contents: try reader.readText()))
        }
    }
}

/// What came of one unit.
package enum ParserReply: Equatable, Sendable {
    /// The unit's binary form and the absolute paths of the files that were read.
    case unit([UInt8], inputs: [String])
    /// Why there is no unit, in words.
    case failure(String)

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .unit(let bytes, let inputs):
            writer.write(UInt8(1))
            writer.write(bytes: bytes)
            writer.writeVariable(UInt64(inputs.count))
            for input in inputs { writer.write(input) }
        case .failure(let reason):
            writer.write(UInt8(0))
            writer.write(reason)
        }
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == 1 else {
            self = .failure(try reader.readText())
            return
        }
        let unit = try reader.readBytes()
        var inputs: [String] = []
        for _ in 0..<(try reader.readCount()) { inputs.append(try reader.readText()) }
        self = .unit(unit, inputs: inputs)
    }
}

extension ByteReader {
    fileprivate mutating func readText() throws -> String {
        String(decoding: try readBytes(), as: UTF8.self)
    }
}
