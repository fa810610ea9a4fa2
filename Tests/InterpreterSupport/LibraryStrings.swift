import Foundation
import MidasInterpreter

/// `string.h` and `ctype.h` in the C locale.
extension LibraryHost {
    static let strings: [String: Answer] = {
        var all: [String: Answer] = [
            "strlen": { _, call, machine in .value(try machine.string(call[0]).count) },
            "strnlen": { _, call, machine in
                .value(try machine.string(call[0], limit: Int(clamping: call[1])).count)
            },
            "strcmp": { _, call, machine in
                .value(order(try machine.string(call[0]) + [0], try machine.string(call[1]) + [0]))
            },
            "strncmp": { _, call, machine in
                let limit = Int(clamping: call[2])
                let texts = try [call[0], call[1]].map { try machine.string($0, limit: limit) }
                return .value(
                    order(
                        Array((texts[0] + [0]).prefix(limit)),
                        Array((texts[1] + [0]).prefix(limit))))
            },
            "strcasecmp": { _, call, machine in
                let texts = try [call[0], call[1]].map { try machine.string($0).map(lower) + [0] }
                return .value(order(texts[0], texts[1]))
            },
            "strncasecmp": { _, call, machine in
                let limit = Int(clamping: call[2])
                let texts = try [call[0], call[1]].map {
                    try machine.string($0, limit: limit).map(lower)
                }
                return .value(
                    order(
                        Array((texts[0] + [0]).prefix(limit)),
                        Array((texts[1] + [0]).prefix(limit))))
            },
            "strcpy": { _, call, machine in
                try machine.write(try machine.string(call[1]) + [0], at: call[0])
                return .value(call[0])
            },
            "stpcpy": { _, call, machine in
                let text = try machine.string(call[1])
                try machine.write(text + [0], at: call[0])
                return .value(call[0] + UInt64(text.count))
            },
            "strncpy": { _, call, machine in
                let count = Int(call[2])
                let text = try machine.string(call[1], limit: count)
                let padding = [UInt8](repeating: 0, count: count - text.count)
                try machine.write(text + padding, at: call[0])
                return .value(call[0])
            },
            "strcat": { _, call, machine in
                let end = call[0] + UInt64(try machine.string(call[0]).count)
                try machine.write(try machine.string(call[1]) + [0], at: end)
                return .value(call[0])
            },
            "strncat": { _, call, machine in
                let end = call[0] + UInt64(try machine.string(call[0]).count)
                let text = try machine.string(call[1], limit: Int(clamping: call[2]))
                try machine.write(text + [0], at: end)
                return .value(call[0])
            },
            "strchr": { _, call, machine in
                try character(call, machine) { $0.firstIndex(of: $1) }
            },
            "strrchr": { _, call, machine in
                try character(call, machine) { $0.lastIndex(of: $1) }
            },
            "strstr": { _, call, machine in
                let text = try machine.string(call[0])
                let part = try machine.string(call[1])
                guard part.count <= text.count else { return .value(0) }
                for start in 0...(text.count - part.count)
                where text[start..<start + part.count].elementsEqual(part) {
                    return .value(call[0] + UInt64(start))
                }
                return .value(0)
            },
            "strspn": { _, call, machine in
                let set = Set(try machine.string(call[1]))
                return .value(try machine.string(call[0]).prefix { set.contains($0) }.count)
            },
            "strcspn": { _, call, machine in
                let set = Set(try machine.string(call[1]))
                return .value(try machine.string(call[0]).prefix { !set.contains($0) }.count)
            },
            "strpbrk": { _, call, machine in
                let set = Set(try machine.string(call[1]))
                let index = try machine.string(call[0]).firstIndex { set.contains($0) }
                return .value(index.map { call[0] + UInt64($0) } ?? 0)
            },
            "strdup": { _, call, machine in
                try duplicate(try machine.string(call[0]), machine)
            },
            "strndup": { _, call, machine in
                try duplicate(
                    try machine.string(call[0], limit: Int(clamping: call[1])), machine)
            },
            "strtok": { host, call, machine in
                if call[0] != 0 { host.tokenPosition = call[0] }
                let (token, rest) = try token(host.tokenPosition, call[1], machine)
                host.tokenPosition = rest
                return .value(token)
            },
            "strtok_r": { _, call, machine in
                let start = call[0] != 0 ? call[0] : try machine.load(call[2])
                let (token, rest) = try token(start, call[1], machine)
                try machine.store(rest, at: call[2])
                return .value(token)
            },
            "tolower": { _, call, _ in
                .value(Int(Foundation.tolower(Int32(truncatingIfNeeded: call[0]))))
            },
            "toupper": { _, call, _ in
                .value(Int(Foundation.toupper(Int32(truncatingIfNeeded: call[0]))))
            },
        ]
        let classes: [(String, @Sendable (Int32) -> Int32)] = [
            ("isalpha", isalpha), ("isdigit", isdigit), ("isalnum", isalnum), ("isspace", isspace),
            ("isupper", isupper), ("islower", islower), ("ispunct", ispunct),
            ("isxdigit", isxdigit), ("isprint", isprint), ("iscntrl", iscntrl),
            ("isgraph", isgraph),
        ]
        for (name, test) in classes {
            all[name] = { _, call, _ in .value(Int(test(Int32(truncatingIfNeeded: call[0])))) }
        }
        return all
    }()

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func character(
        _ call: ExternalCall, _ machine: Interpreter, _ find: ([UInt8], UInt8) -> Int?
    ) throws -> ExternalResult {
        let text = try machine.string(call[0]) + [0]
        let index = find(text, UInt8(truncatingIfNeeded: call[1]))
        return .value(index.map { call[0] + UInt64($0) } ?? 0)
    }

    private static func duplicate(
        _ text: [UInt8], _ machine: Interpreter
    ) throws -> ExternalResult {
        let address = try machine.allocate(UInt64(text.count + 1))
        try machine.write(text + [0], at: address)
        return .value(address)
    }

    private static func token(
        _ start: UInt64, _ delimiters: UInt64, _ machine: Interpreter
    ) throws -> (UInt64, UInt64) {
        guard start != 0 else { return (0, 0) }
        let set = Set(try machine.string(delimiters))
        let text = try machine.string(start)
        let skipped = text.prefix { set.contains($0) }.count
        guard skipped < text.count else { return (0, 0) }
        let length = text[skipped...].prefix { !set.contains($0) }.count
        let begin = start + UInt64(skipped)
        let end = begin + UInt64(length)
        guard skipped + length < text.count else { return (begin, 0) }
        try machine.store(0, at: end, 1)
        return (begin, end + 1)
    }
}
