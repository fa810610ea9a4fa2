import Foundation
import MidasInterpreter

/// `stdlib.h`'s memory, `string.h`'s blocks.
extension LibraryHost {
    static let memory: [String: Answer] = [
        "malloc": { _, call, machine in .value(try machine.allocate(call[0])) },
        "calloc": { _, call, machine in
            .value(try machine.allocate(call[0] &* call[1], zeroed: true))
        },
        "realloc": reallocate,
        "reallocarray": { host, call, machine in
            var call = call
            call.arguments[1] = Scalar(call[1] &* call[2])
            return try reallocate(host, call, machine)
        },
        "aligned_alloc": { _, call, machine in .value(try machine.allocate(call[1])) },
        "posix_memalign": { _, call, machine in
            try machine.store(try machine.allocate(call[2]), at: call[0])
            return .value(0)
        },
        "free": { _, call, machine in
            if call[0] != 0 { try machine.free(call[0]) }
            return .void
        },
        "malloc_usable_size": { _, call, machine in .value(machine.objectSize(call[0])) },
        "memcpy": copy, "memmove": copy,
        "mempcpy": { host, call, machine in
            _ = try copy(host, call, machine)
            return .value(call[0] &+ call[2])
        },
        "memset": { _, call, machine in
            try machine.set(call[0], UInt8(truncatingIfNeeded: call[1]), Int(call[2]))
            return .value(call[0])
        },
        "bzero": { _, call, machine in
            try machine.set(call[0], 0, Int(call[1]))
            return .void
        },
        "memcmp": { _, call, machine in
            let count = Int(call[2])
            return .value(
                order(try machine.read(call[0], count), try machine.read(call[1], count)))
        },
        "bcmp": { _, call, machine in
            let count = Int(call[2])
            return .value(
                order(try machine.read(call[0], count), try machine.read(call[1], count)))
        },
        "memchr": { _, call, machine in
            for offset in 0..<call[2]
            where try machine.load(call[0] + offset, 1) == call[1] & 0xFF {
                return .value(call[0] + offset)
            }
            return .value(0)
        },
        "qsort": sort, "bsearch": find,
    ]

    @Sendable private static func copy(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        try machine.copy(to: call[0], from: call[1], Int(call[2]))
        return .value(call[0])
    }

    @Sendable private static func reallocate(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        let new = try machine.allocate(call[1])
        if call[0] != 0 {
            let kept = min(machine.objectSize(call[0]), call[1])
            try machine.copy(to: new, from: call[0], Int(kept))
            try machine.free(call[0])
        }
        return .value(new)
    }

    static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
        for (first, second) in zip(a, b) where first != second {
            return Int(first) - Int(second)
        }
        return a.count - b.count
    }

    /// Merge sort: the same comparisons whatever the machine.
    @Sendable private static func sort(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        let size = Int(call[2])
        let scratch = try machine.allocate(UInt64(max(1, 2 * size)))
        defer { try? machine.free(scratch) }
        var items = try (0..<call[1]).map { try machine.read(call[0] + $0 * call[2], size) }
        try items.sort { first, second in
            try machine.write(first, at: scratch)
            try machine.write(second, at: scratch + call[2])
            let result = try machine.call(call[3], [scratch, scratch + call[2]])
            return Int32(truncatingIfNeeded: result.low) < 0
        }
        try machine.write(items.flatMap(\.self), at: call[0])
        return .void
    }

    @Sendable private static func find(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        var low: UInt64 = 0
        var high = call[2]
        while low < high {
            let middle = (low + high) / 2
            let item = call[1] + middle * call[3]
            let result = Int32(truncatingIfNeeded: try machine.call(call[4], [call[0], item]).low)
            if result == 0 { return .value(item) }
            if result < 0 { high = middle } else { low = middle + 1 }
        }
        return .value(0)
    }
}
