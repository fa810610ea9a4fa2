import Foundation
import MidasInterpreter

/// `stdio.h` onto kept bytes; standard input is empty.
extension LibraryHost {
    static let output: [String: Answer] = [
        "printf": { host, call, machine in
            try host.print(call, to: 2, formatAt: 0, machine)
        },
        "fprintf": { host, call, machine in
            try host.print(call, to: try host.stream(call[0], machine), formatAt: 1, machine)
        },
        "dprintf": { host, call, machine in
            try host.print(call, to: call[0] == 2 ? 3 : 2, formatAt: 1, machine)
        },
        "vprintf": { host, call, machine in
            try host.printList(to: 2, format: call[0], list: call[1], machine)
        },
        "vfprintf": { host, call, machine in
            let stream = try host.stream(call[0], machine)
            return try host.printList(to: stream, format: call[1], list: call[2], machine)
        },
        "sprintf": { _, call, machine in
            var arguments = CallArguments(call: call, position: 2)
            let text = try Formatter.format(try machine.string(call[1]), &arguments, in: machine)
            return try deliver(text, call[0], .max, machine)
        },
        "snprintf": { _, call, machine in
            var arguments = CallArguments(call: call, position: 3)
            let text = try Formatter.format(try machine.string(call[2]), &arguments, in: machine)
            return try deliver(text, call[0], Int(clamping: call[1]), machine)
        },
        "vsprintf": { _, call, machine in
            var arguments = ListArguments(machine: machine, list: call[2])
            let text = try Formatter.format(try machine.string(call[1]), &arguments, in: machine)
            return try deliver(text, call[0], .max, machine)
        },
        "vsnprintf": { _, call, machine in
            var arguments = ListArguments(machine: machine, list: call[3])
            let text = try Formatter.format(try machine.string(call[2]), &arguments, in: machine)
            return try deliver(text, call[0], Int(clamping: call[1]), machine)
        },
        "puts": { host, call, machine in
            host.write(try machine.string(call[0]) + [10], to: 2)
            return .value(1)
        },
        "fputs": { host, call, machine in
            host.write(try machine.string(call[0]), to: try host.stream(call[1], machine))
            return .value(1)
        },
        "putchar": { host, call, _ in
            host.write([UInt8(truncatingIfNeeded: call[0])], to: 2)
            return .value(call[0] & 0xFF)
        },
        "fputc": putCharacter, "putc": putCharacter,
        "fwrite": { host, call, machine in
            let bytes = try machine.read(call[0], Int(call[1] * call[2]))
            host.write(bytes, to: try host.stream(call[3], machine))
            return .value(call[2])
        },
        "write": { host, call, machine in
            let bytes = try machine.read(call[1], Int(call[2]))
            host.write(bytes, to: call[0] == 2 ? 3 : 2)
            return .value(call[2])
        },
        "fflush": { _, _, _ in .value(0) },
        "setvbuf": { _, _, _ in .value(0) },
        "setbuf": { _, _, _ in .void },
        "getchar": { _, _, _ in .value(-1) },
        "fgetc": { _, _, _ in .value(-1) },
        "fgets": { _, _, _ in .value(0) },
        "read": { _, _, _ in .value(0) },
        "perror": { host, call, machine in
            host.errors += try machine.string(call[0]) + [10]
            return .void
        },
    ]

    @Sendable private static func putCharacter(
        _ host: LibraryHost, _ call: ExternalCall, _ machine: Interpreter
    ) throws -> ExternalResult {
        let byte = UInt8(truncatingIfNeeded: call[0])
        host.write([byte], to: try host.stream(call[1], machine))
        return .value(UInt64(byte))
    }

    /// 2 and 3 stand for standard output and error.
    private func stream(_ pointer: UInt64, _ machine: Interpreter) throws -> UInt64 { pointer }

    private func print(
        _ call: ExternalCall, to stream: UInt64, formatAt position: Int, _ machine: Interpreter
    ) throws -> ExternalResult {
        var arguments = CallArguments(call: call, position: position + 1)
        let format = try machine.string(call[position])
        let text = try Formatter.format(format, &arguments, in: machine)
        write(text, to: stream)
        return .value(text.count)
    }

    private func printList(
        to stream: UInt64, format: UInt64, list: UInt64, _ machine: Interpreter
    ) throws -> ExternalResult {
        var arguments = ListArguments(machine: machine, list: list)
        let text = try Formatter.format(try machine.string(format), &arguments, in: machine)
        write(text, to: stream)
        return .value(text.count)
    }

    private static func deliver(
        _ text: [UInt8], _ target: UInt64, _ room: Int, _ machine: Interpreter
    ) throws -> ExternalResult {
        if room > 0 { try machine.write(Array(text.prefix(room - 1)) + [0], at: target) }
        return .value(text.count)
    }
}
