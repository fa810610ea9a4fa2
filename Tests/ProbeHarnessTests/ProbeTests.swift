import Foundation
import PlatformFacts
import Testing

@testable import ProbeHarness

/// The harness on a sample of functions; the whole runs by `Benchmarks/probe-dictionary`.
@Suite struct ProbeTests {
    @Test func aSampleOfFunctionsDiffersOnItsAxesAlone() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "midas-probe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = ProbeRun(folder: folder, jobs: 2) { _ in }
        let names: Set = [
            "time", "getpid", "getenv", "getrandom", "localtime", "strlen", "abs", "stat", "exit",
            "if_indextoname", "getutxent",
        ]
        let axes = [
            "clock", "process", "environment", "entropy", "timezone", "times", "network",
            "databases",
        ]
        let seen: [Observation]
        do {
            seen = try run.observe(names: names, axes: axes)
        } catch let failure as ProbeRun.Failure {
            // Containers without user namespaces, machines without clang.
            print("the probes cannot run: \(failure)")
            print("skipped: the sandbox of the probes does not run")
            return
        }
        let byName = Dictionary(uniqueKeysWithValues: seen.map { ($0.name, $0) })
        #expect(byName["time"]?.values["clock"] == ["*0", "ret"])
        #expect(byName["time"]?.axes == ["clock"])
        #expect(byName["getpid"]?.axes == ["process"])
        #expect(byName["getenv"]?.axes == ["environment"])
        #expect(byName["getrandom"]?.axes == ["entropy"])
        #expect(byName["localtime"]?.axes == ["timezone"])
        // When a file was read, and when its status changed, is the kernel's own clock, which nobody can
        // set: it moves on while the runs go on, the more the busier the machine is.
        let stat = byName["stat"]?.values ?? [:]
        #expect(stat["times"]?.contains("*1.tv_sec") == true)
        let others = stat.filter { $0.key != "times" }.flatMap(\.value)
        #expect(others.allSatisfy { $0.hasPrefix("*1.tv_") }, "\(others)")
        #expect(byName["if_indextoname"]?.axes == ["network"])
        #expect(byName["getutxent"]?.axes == ["databases"])
        #expect(byName["strlen"]?.axes == [])
        #expect(byName["abs"]?.axes == [])
        #expect(byName["exit"]?.outcome == "not called")
        #expect(byName["exit"]?.reason.isEmpty == false)
    }

    @Test func patternsMatchRunsOfCharacters() {
        #expect(ArgumentRules.matches("get*ent_r", "getpwent_r"))
        #expect(ArgumentRules.matches("*scanf*", "vfscanf"))
        #expect(ArgumentRules.matches("*", ""))
        #expect(!ArgumentRules.matches("a*a", "a"))
        #expect(!ArgumentRules.matches("stat", "fstat"))
    }

    @Test func theFirstRuleThatHoldsGivesTheArgument() {
        let rules = ArgumentRules(
            table: "# comment\nopen*\tint\tfd\tAT_FDCWD\n*\tint\t*\t$\n@time.h\tlong\t*\t7\n")
        let number = ProbedType(spelling: "int", canonical: "int", shape: .integer)
        let long = ProbedType(spelling: "long", canonical: "long", shape: .integer)
        func function(_ name: String, _ header: String = "") -> Prototype {
            Prototype(
                name: name, header: header, result: number,
                parameters: [(name: "__fd", type: number), (name: "__t", type: long)],
                isVariadic: false)
        }
        #expect(rules.expression(function("openat"), 0) == "AT_FDCWD")
        #expect(rules.expression(function("read"), 0) == "0")
        #expect(rules.expression(function("f", "time.h"), 1) == "7")
        #expect(rules.expression(function("f"), 1) == "1")
    }

    @Test func aFieldCountsOnlyIfItStandsStillWithoutTheAxis() {
        func record(_ ret: String, _ noisy: String, argument: String = "1") -> RunRecord {
            RunRecord(
                text: """
                    f\tO\toutcome\treturned
                    f\tV\tin.0\t\(argument)
                    f\tV\tret\t\(ret)
                    f\tV\t*1\t\(noisy)
                    f\tA\t*2\t\(noisy)
                    """)
        }
        let baseline = [record("1", "a"), record("1", "b"), record("1", "c")]
        let seen = Comparison.observations(
            ["f"], baseline: baseline,
            axes: [
                "clock": [record("2", "d"), record("3", "e")],
                "file": [record("2", "d"), record("1", "e")],
                "process": [record("2", "d", argument: "5"), record("2", "e", argument: "5")],
            ])
        #expect(seen[0].values == ["clock": ["ret"]])
        #expect(seen[0].unsteady == ["*1"])
    }

    @Test func recipesAreSharedByTheFunctionsOfTheirHead() {
        let recipes = HandRecipes(
            recipes: "# text\n@a b\nFUNCTION();\n@c\nc();\n", uncalled: "d e\tnever returns\n")
        #expect(recipes.bodies["a"] == "FUNCTION();\n")
        #expect(recipes.bodies["b"] == "FUNCTION();\n")
        #expect(recipes.bodies["c"] == "c();\n\n" || recipes.bodies["c"] == "c();\n")
        #expect(recipes.uncalled == ["d": "never returns", "e": "never returns"])
    }
}
