import Glibc
import MidasDriver
import Testing

@Suite struct JobPoolTests {
    @Test(arguments: [1, 2, 7])
    func resultsStandInOrder(workers: Int) {
        let results = JobPool.run(count: 100, workers: workers) { index in
            if index % 10 == 0 { usleep(1000) }
            return index * index
        }
        #expect(results == (0..<100).map { $0 * $0 })
    }

    @Test func noJobsGiveNoResults() {
        #expect(JobPool.run(count: 0, workers: 4) { $0 }.isEmpty)
    }

    @Test func anInterruptionLeavesTheRestUndone() {
        let interruption = Interruption()
        let results = JobPool.run(count: 10, workers: 1, interruption: interruption) { index in
            if index == 3 { interruption.request(signal: SIGINT) }
            return index
        }
        #expect(results == [0, 1, 2, 3, nil, nil, nil, nil, nil, nil])
    }

    @Test(arguments: [
        (1, 10.0, "[1/140] src/x.c"), (10, 0.5, "[10/140] src/x.c"),
        (70, 7.0, "[70/140] src/x.c, about 7 s left"),
    ])
    func progressSaysHowLong(done: Int, seconds: Double, line: String) {
        #expect(progressLine(done: done, total: 140, file: "src/x.c", seconds: seconds) == line)
    }

    @Test func progressLinesStayOnOneLine() {
        let line = progressLine(
            done: 1, total: 2, file: String(repeating: "d\n/", count: 100) + "x.c", seconds: 0)
        #expect(line.count < 70)
        #expect(!line.contains("\n"))
    }
}
