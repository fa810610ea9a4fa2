import Foundation
import MapReduce
import MidasExploration

// map-reduce count|index INPUT OUTPUT [WORKERS [KILLS]]: runs a job on worker processes, of which so
// many are killed at random.
// map-reduce text BYTES FILE: writes a generated text.
// map-reduce explore: visits all states of the scheduler with two faults.
// map-reduce worker SOCKET FOLDER: a worker, as the first form starts it.

func fail(_ message: String, _ code: Int32 = 2) -> Never {
    FileHandle.standardError.write(Data("map-reduce: \(message)\n".utf8))
    exit(code)
}

func number(_ arguments: [String], _ position: Int, _ otherwise: Int) -> Int {
    guard arguments.count > position else { return otherwise }
    guard let number = Int(arguments[position]), number >= 0
    else { fail("not a number: \(arguments[position])") }
    return number
}

func runJob(_ function: WorkFunction, _ arguments: [String]) throws {
    let workers = max(1, number(arguments, 2, 2))
    let kills = number(arguments, 3, 0)
    let job = JobRunner.Job(
        function: function, input: arguments[0], output: arguments[1], maps: 16 * workers,
        reduces: workers)
    let folder = NSTemporaryDirectory() + "map-reduce-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var runner = try JobRunner(
        job, workers: workers, executable: "/proc/self/exe", folder: folder)
    var killed = 0
    let result = try runner.run { _ in
        guard killed < kills, Bool.random() else { return nil }
        killed += 1
        return Int.random(in: 0..<workers)
    }
    print("\(result) after \(runner.endedCount) attempts, \(runner.killCount) workers killed")
    if result != .succeeded { exit(1) }
}

func writeText(_ byteCount: Int, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else { fail("no \(path)", 1) }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try GeneratedText.make(byteCount: byteCount, seed: 2026) { try file.write(contentsOf: $0) }
}

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("worker", 3): try Worker.serve(at: arguments[1], folder: arguments[2])
    case ("count", 3...5): try runJob(.wordCount, Array(arguments.dropFirst()))
    case ("index", 3...5): try runJob(.invertedIndex, Array(arguments.dropFirst()))
    case ("text", 3): try writeText(number(arguments, 1, 0), to: arguments[2])
    case ("explore", 1):
        for workers in 1...2 {
            let result = SchedulerScene.model(workers: workers).explore(Bounds(faults: 2))
            print("\(workers) workers, 2 faults: \(result.stateCount) states")
            if let found = result.counterexample { print(found) }
        }
    default: fail("usage: count|index INPUT OUTPUT [WORKERS [KILLS]] | text BYTES FILE | explore")
    }
} catch {
    fail("\(error)", 1)
}
