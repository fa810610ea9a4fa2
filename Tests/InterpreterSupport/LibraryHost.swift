import Foundation
import MidasBase
import MidasIR
import MidasInterpreter

/// A part of the C library for interpreted programs: memory, strings, numbers, formatted output,
/// threads. Output is kept; the clock and the random numbers are what the owner sets.
public final class LibraryHost: InterpreterHost {
    public typealias Answer =
        @Sendable (LibraryHost, ExternalCall, Interpreter) throws -> ExternalResult

    public internal(set) var output: [UInt8] = []
    public internal(set) var errors: [UInt8] = []
    /// What `time` gives.
    public var now: UInt64 = 1_000_000_000
    /// Adds to or replaces what the host answers.
    public var answers: [String: Answer]
    public var environment: [String: String] = [:]

    var randomState: UInt64 = 1
    var mutexes: [UInt64: Mutex] = [:]
    var conditions: [UInt64: Condition] = [:]
    var onces: Set<UInt64> = []
    var keys: [[Int: UInt64]] = []
    var exitHandlers: [(function: UInt64, argument: UInt64?)] = []
    var tokenPosition: UInt64 = 0
    var errnoAddress: [Int: UInt64] = [:]
    var barriers: [UInt64: Barrier] = [:]
    var joined: Set<Int> = []

    struct Mutex {
        var owner: Int?
        var depth = 0
        var isRecursive = false
    }

    struct Condition {
        var waiting: [Int] = []
        var woken: Set<Int> = []
    }

    struct Barrier {
        var count = 0
        var waiting: Set<Int> = []
        var released: Set<Int> = []
    }

    public init() {
        answers = [:]
        for part in [
            Self.memory, Self.strings, Self.numbers, Self.output, Self.mathematics, Self.threads,
            Self.process, Self.cxx,
        ] {
            answers.merge(part) { _, new in new }
        }
    }

    public var outputText: String { String(decoding: output, as: UTF8.self) }

    public func knows(_ function: String) -> Bool { answers[Self.plain(function)] != nil }

    public func call(_ call: ExternalCall, in machine: Interpreter) throws -> ExternalResult {
        guard let answer = answers[Self.plain(call.function)] else {
            throw Trap(.unknownFunction(call.function))
        }
        return try answer(self, call, machine)
    }

    /// Compilers' names of library functions stand for the functions.
    private static func plain(_ function: String) -> String {
        for prefix in ["__builtin___", "__builtin_"] where function.hasPrefix(prefix) {
            let rest = function.dropFirst(prefix.count)
            return String(rest.hasSuffix("_chk") ? rest.dropLast(4) : rest)
        }
        return function
    }

    public func variable(_ name: String) -> [UInt8]? {
        switch name {
        case "stdin", "stdout", "stderr":
            let number: UInt8 = name == "stdin" ? 1 : name == "stdout" ? 2 : 3
            return [number] + [UInt8](repeating: 0, count: 7)
        default: return nil
        }
    }

    /// Runs what `atexit` registered, the last first.
    func runExitHandlers(_ machine: Interpreter) throws {
        while let handler = exitHandlers.popLast() {
            _ = try machine.call(handler.function, handler.argument.map { [$0] } ?? [])
        }
    }

    /// Writes to the stream that the pointer stands for.
    func write(_ bytes: [UInt8], to stream: UInt64) {
        if stream == 3 { errors += bytes } else { output += bytes }
    }
}
