import Foundation
import MidasWire

/// What a worker is told to do.
public enum WorkOrder: Hashable, Sendable {
    /// Map the lines that begin in a range of a file, into as many files as there are parts.
    case map(function: WorkFunction, input: String, range: Range<Int>, parts: Int, name: String)
    /// Put files of one part together.
    case reduce(function: WorkFunction, inputs: [String], name: String)

    var bytes: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .map(let function, let input, let range, let parts, let name):
            writer.write(0 as UInt8)
            writer.write(function.rawValue)
            writer.write(Array(name.utf8))
            writer.write(Array(input.utf8))
            writer.write(UInt64(range.lowerBound))
            writer.write(UInt64(range.upperBound))
            writer.write(UInt32(parts))
        case .reduce(let function, let inputs, let name):
            writer.write(1 as UInt8)
            writer.write(function.rawValue)
            writer.write(Array(name.utf8))
            writer.write(paths: inputs)
        }
        return writer.bytes
    }

    /// - Throws: for bytes that are no order.
    init(_ payload: UnsafeRawBufferPointer) throws {
        var reader = WireReader(payload)
        let kind = try reader.readUInt8()
        guard let function = WorkFunction(rawValue: try reader.readUInt8()), kind < 2
        else { throw WireError.invalid(.kind) }
        let name = String(decoding: try reader.readBytes(), as: UTF8.self)
        if kind == 0 {
            let input = String(decoding: try reader.readBytes(), as: UTF8.self)
            let start = Int(clamping: try reader.readUInt64())
            let end = Int(clamping: try reader.readUInt64())
            let parts = Int(try reader.readUInt32())
            guard start <= end, parts > 0, parts <= 1 << 16 else { throw WireError.invalid(.count) }
            self = .map(
                function: function, input: input, range: start..<end, parts: parts, name: name)
        } else {
            self = .reduce(function: function, inputs: try reader.readPaths(), name: name)
        }
        try reader.finish()
    }

    /// Does the work. Files appear under their names only when they are whole.
    /// - Returns: the files that were made.
    func carryOut(in folder: String) throws -> [String] {
        switch self {
        case .map(let function, let input, let range, let parts, let name):
            let text = try Data(contentsOf: URL(filePath: input), options: .mappedIfSafe)
            var byPart = Array(repeating: [String: [UInt64]](), count: parts)
            for (word, values) in function.map(text, range) {
                byPart[WordFile.part(of: word, of: parts)][word] = values
            }
            return try byPart.enumerated().map { part, words in
                try write(words, "\(folder)/\(name)-\(part)")
            }
        case .reduce(let function, let inputs, let name):
            var words: [String: [UInt64]] = [:]
            for input in inputs { try WordFile.read(input, into: &words) }
            return [try write(words.mapValues(function.reduce), "\(folder)/\(name)")]
        }
    }

    private func write(_ words: [String: [UInt64]], _ path: String) throws -> String {
        try WordFile.bytes(of: words).write(to: URL(filePath: path), options: .atomic)
        return path
    }
}

extension WireWriter {
    mutating func write(paths: [String]) {
        write(UInt32(paths.count))
        for path in paths { write(Array(path.utf8)) }
    }
}

extension WireReader {
    mutating func readPaths() throws(WireError) -> [String] {
        var paths: [String] = []
        for _ in 0..<(try readCount(itemSize: 4)) {
            paths.append(String(decoding: try readBytes(), as: UTF8.self))
        }
        return paths
    }
}
