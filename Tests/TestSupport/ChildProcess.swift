import Foundation

/// What a finished child process left.
public struct ProcessResult: Sendable {
    public var output: String
    public var errors: String
    /// The exit code; the negative signal number where a signal ended it.
    public var status: Int32
}

/// Runs a program that is looked up in `PATH` and waits for its end.
///
/// - Parameters:
///   - environment: replaces the whole environment where it is given.
///   - input: what the program reads on standard input, which is then at its end.
/// - Throws: where the program cannot be started.
public func runProcess(
    _ arguments: [String], in directory: URL? = nil, environment: [String: String]? = nil,
    input: String = ""
) throws -> ProcessResult {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    if let environment { process.environment = environment }
    let scratch = try TemporaryFolder()
    let outputFile = try scratch.write("", to: "output")
    let errorFile = try scratch.write("", to: "errors")
    process.standardInput = try FileHandle(
        forReadingFrom: scratch.write(input, to: "input"))
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return ProcessResult(
        output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
        status: signalled ? -process.terminationStatus : process.terminationStatus)
}
