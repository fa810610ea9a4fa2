import Foundation
import MapReduce
import MidasExploration

// map-reduce count|index INPUT OUTPUT [WORKERS]: runs a job on worker processes.
// map-reduce explore: visits all states of the scheduler with two faults.
// map-reduce worker SOCKET FOLDER: a worker, as the first form starts it.

func fail(_ message: String, _ code: Int32 = 2) -> Never {
    FileHandle.standardError.write(Data("map-reduce: \(message)\n".utf8))
    exit(code)
}

func runJob(_ function: WorkFunction, _ arguments: [String]) throws {
    let workers = arguments.count > 2 ? Int(arguments[2]) ?? 2 : 2
    let job = JobRunner.Job(
        function: function, input: arguments[0], output: arguments[1], maps: 4 * workers,
        reduces: workers)
    let folder = NSTemporaryDirectory() + "map-reduce-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var runner = try JobRunner(
        job, workers: workers, executable: "/proc/self/exe", folder: folder)
    let result = try runner.run()
    print("\(result) after \(runner.endedCount) attempts")
    if result != .succeeded { exit(1) }
}

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("worker", 3): try Worker.serve(at: arguments[1], folder: arguments[2])
    case ("count", 3...4): try runJob(.wordCount, Array(arguments.dropFirst()))
    case ("index", 3...4): try runJob(.invertedIndex, Array(arguments.dropFirst()))
    case ("explore", 1):
        for workers in 1...2 {
            let result = SchedulerScene.model(workers: workers).explore(Bounds(faults: 2))
            print("\(workers) workers, 2 faults: \(result.stateCount) states")
            if let found = result.counterexample { print(found) }
        }
    default: fail("usage: count|index INPUT OUTPUT [WORKERS] | explore")
    }
} catch {
    fail("\(error)", 1)
}
