import Foundation
import MidasBase
import MidasIR
import MidasInterpreter

/// Where `printf` takes its arguments from.
protocol ArgumentSource {
    mutating func integer() throws -> UInt64
    mutating func double() throws -> Double
    mutating func longDouble() throws -> Float80
}

/// The arguments of a call, from one position on.
struct CallArguments: ArgumentSource {
    let call: ExternalCall
    var position: Int

    private mutating func next() -> Scalar {
        defer { position += 1 }
        return position < call.arguments.count ? call.arguments[position] : Scalar(0)
    }

    mutating func integer() -> UInt64 { next().low }
    mutating func double() -> Double { next().double }
    mutating func longDouble() -> Float80 {
        let value = next()
        return Float80(
            sign: value.high & 0x8000 == 0 ? .plus : .minus,
            exponentBitPattern: UInt(value.high & 0x7FFF),
            significandBitPattern: value.low & (1 << 63 - 1))
    }
}

/// The arguments of a `va_list` in the program's memory: 8 bytes each, 16 for `long double`.
struct ListArguments: ArgumentSource {
    let machine: Interpreter
    let list: UInt64

    private mutating func next(_ size: UInt64) throws -> UInt64 {
        var address = try machine.load(list)
        if size == 16 { address = (address + 15) & ~15 }
        try machine.store(address + size, at: list)
        return address
    }

    mutating func integer() throws -> UInt64 { try machine.load(try next(8)) }
    mutating func double() throws -> Double { Double(bitPattern: try integer()) }
    mutating func longDouble() throws -> Float80 {
        let address = try next(16)
        let low = try machine.load(address)
        let high = try machine.load(address + 8)
        return Float80(
            sign: high & 0x8000 == 0 ? .plus : .minus, exponentBitPattern: UInt(high & 0x7FFF),
            significandBitPattern: low & (1 << 63 - 1))
    }
}

/// `printf` of C17, 7.21.6.1: conversions are split here, numbers formatted by the C library.
struct Formatter {
    private var output: [UInt8] = []
    private let machine: Interpreter

    static func format(
        _ format: [UInt8], _ arguments: inout some ArgumentSource, in machine: Interpreter
    ) throws -> [UInt8] {
        var formatter = Formatter(machine: machine)
        try formatter.run(format, &arguments)
        return formatter.output
    }

    private init(machine: Interpreter) { self.machine = machine }

    private mutating func run(_ format: [UInt8], _ arguments: inout some ArgumentSource) throws {
        var rest = format[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            try conversion(&rest, &arguments)
        }
    }

    private mutating func conversion(
        _ rest: inout ArraySlice<UInt8>, _ arguments: inout some ArgumentSource
    ) throws {
        var flags = ""
        while let byte = rest.first, "-+ #0'".utf8.contains(byte) {
            flags.unicodeScalars.append(Unicode.Scalar(byte))
            rest.removeFirst()
        }
        if let width = try number(&rest, &arguments) {
            if width < 0 { flags += "-" }
            flags += String(abs(width))
        }
        var precision: Int?
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            precision = try number(&rest, &arguments) ?? 0
            if precision! < 0 { precision = nil }
        }
        if let precision { flags += ".\(precision)" }
        var length = ""
        while let byte = rest.first, "hljztLq".utf8.contains(byte) {
            length.unicodeScalars.append(Unicode.Scalar(byte))
            rest.removeFirst()
        }
        guard let kind = rest.popFirst() else { return }
        try emit(Character(Unicode.Scalar(kind)), flags, precision, length, &arguments)
    }

    private func number(
        _ rest: inout ArraySlice<UInt8>, _ arguments: inout some ArgumentSource
    ) throws -> Int? {
        if rest.first == UInt8(ascii: "*") {
            rest.removeFirst()
            return Int(Int32(truncatingIfNeeded: try arguments.integer()))
        }
        var value: Int?
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    private mutating func emit(
        _ kind: Character, _ flags: String, _ precision: Int?, _ length: String,
        _ arguments: inout some ArgumentSource
    ) throws {
        switch kind {
        case "%": output.append(UInt8(ascii: "%"))
        case "d", "i": append("%\(flags)lld", signed(try arguments.integer(), length))
        case "u", "x", "X", "o":
            append("%\(flags)ll\(kind)", unsigned(try arguments.integer(), length))
        case "c": append("%\(flags)c", Int32(truncatingIfNeeded: try arguments.integer()))
        case "p":
            let address = try arguments.integer()
            append(address == 0 ? "(nil)" : "0x" + String(address, radix: 16), flags)
        case "s":
            let address = try arguments.integer()
            let text =
                address == 0
                ? Array("(null)".utf8)
                : try machine.string(address, limit: precision ?? .max)
            pad(text, flags)
        case "f", "F", "e", "E", "g", "G", "a", "A":
            if length == "L" {
                append("%\(flags)L\(kind)", try arguments.longDouble())
            } else {
                append("%\(flags)\(kind)", try arguments.double())
            }
        case "n":
            try machine.store(UInt64(output.count), at: try arguments.integer(), 4)
        default: throw Trap(.unsupported("the conversion %\(kind)"))
        }
    }

    private func signed(_ value: UInt64, _ length: String) -> Int64 {
        switch length {
        case "hh": Int64(Int8(truncatingIfNeeded: value))
        case "h": Int64(Int16(truncatingIfNeeded: value))
        case "": Int64(Int32(truncatingIfNeeded: value))
        default: Int64(bitPattern: value)
        }
    }

    private func unsigned(_ value: UInt64, _ length: String) -> UInt64 {
        switch length {
        case "hh": UInt64(UInt8(truncatingIfNeeded: value))
        case "h": UInt64(UInt16(truncatingIfNeeded: value))
        case "": UInt64(UInt32(truncatingIfNeeded: value))
        default: value
        }
    }

    private mutating func append(_ format: String, _ value: some CVarArg) {
        var buffer = [CChar](repeating: 0, count: 600)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        output += buffer.prefix(max(0, min(Int(count), buffer.count - 1))).map {
            UInt8(bitPattern: $0)
        }
    }

    private mutating func append(_ text: String, _ flags: String) { pad(Array(text.utf8), flags) }

    private mutating func pad(_ text: [UInt8], _ flags: String) {
        let digits = flags.prefix { $0 != "." }.drop { !$0.isNumber || $0 == "0" }
        let missing = max(0, (Int(digits) ?? 0) - text.count)
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: missing)
        output += flags.hasPrefix("-") || flags.contains("-") ? text + padding : padding + text
    }
}
