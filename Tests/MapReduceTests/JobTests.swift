import Foundation
import MapReduce
import MidasRPC
import Testing

/// Real jobs on worker processes, which are killed at random.
@Suite(.serialized) struct JobTests {
    /// The tool lies beside the tests.
    private static let tool: String? = {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let path = folder.appending(path: "map-reduce").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private func text(_ size: Int) -> Data {
        var data = Data()
        GeneratedText.make(byteCount: size, seed: 5) { data.append(contentsOf: $0) }
        return data
    }

    /// Runs a job and gives its output: all parts, one after another.
    private func output(
        _ function: WorkFunction, in folder: String, _ name: String, killEvery: Int?
    ) throws -> (bytes: Data, kills: Int)? {
        guard let tool = Self.tool else {
            print("skipped: the map-reduce tool is not beside the tests")
            return nil
        }
        let job = JobRunner.Job(
            function: function, input: "\(folder)/text", output: "\(folder)/\(name)", maps: 9,
            reduces: 3)
        var runner = try JobRunner(
            job, workers: 2, executable: tool, folder: "\(folder)/\(name)-work")
        var generator = JitterGenerator(seed: 11)
        let result = try runner.run { count in
            guard let killEvery, count % killEvery == 0, count < 40 else { return nil }
            return Int(generator.next() % 2)
        }
        #expect(result == .succeeded)
        var bytes = Data()
        for part in 0..<3 {
            bytes += try Data(contentsOf: URL(filePath: "\(job.output)/part-\(part)"))
        }
        return (bytes, runner.killCount)
    }

    @Test(arguments: WorkFunction.allCases)
    func killedWorkersDoNotChangeTheOutput(_ function: WorkFunction) throws {
        let folder = "/tmp/midas-mr-\(getpid())-\(function.rawValue)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try text(3_000_000).write(to: URL(filePath: "\(folder)/text"))
        guard let calm = try output(function, in: folder, "calm", killEvery: nil) else { return }
        let wild = try #require(try output(function, in: folder, "wild", killEvery: 3))
        #expect(wild.kills > 3)
        #expect(calm.bytes == wild.bytes)
        #expect(calm.bytes.count > 1000)
        if function == .wordCount { try expectTotal(calm.bytes, in: folder) }
    }

    /// The counts add up to the number of words in the text.
    private func expectTotal(_ bytes: Data, in folder: String) throws {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let total = lines.reduce(0) { $0 + (Int($1.split(separator: "\t")[1]) ?? 0) }
        let text = try String(contentsOfFile: "\(folder)/text", encoding: .utf8)
        #expect(total == text.split { $0 == " " || $0 == "." || $0 == "\n" }.count)
    }

    @Test func anOutputThatExistsIsNotOverwritten() throws {
        #expect(throws: WorkError.self) {
            _ = try JobRunner(
                JobRunner.Job(
                    function: .wordCount, input: "/etc/passwd", output: "/tmp", maps: 1,
                    reduces: 1),
                workers: 1, executable: "/bin/true", folder: "/tmp/unused")
        }
    }
}
