import Foundation
import MidasAnalysis
import MidasBase
import MidasClangFrontend
import MidasDictionary
import MidasIR
import Testing

/// One fixture, analysed up to the concurrency facts.
private struct SharingProbe {
    let program: Program
    let facts: ConcurrencyFacts
    let pointsTo: PointsToFacts

    init(_ path: String, flags: [String]) throws {
        let library = try #require(installedLibrary)
        let unit = try withDeepStack {
            Result { try library.lower(file: path, arguments: flags) }
        }.get()
        program = Linker.link([unit], name: "probe")
        let models = ExternalModels(program, NondeterminismDictionary.builtIn())
        pointsTo = PointsToAnalysis.run(program, models: models)
        let entries = EntryAnalysis.run(program, pointsTo, models: models)
        facts = ConcurrencyAnalysis.facts(
            program: program, pointsTo: pointsTo, models: models, entries: entries)
    }

    func line(_ instance: InstanceID, _ instruction: InstructionID) -> UInt32 {
        let function = program.functions[pointsTo.callGraph.instances[instance].function]
        return function.ranges[function.instructions[instruction].range].begin.line
    }

    /// Lines with an access that races.
    var racyLines: Set<UInt32> {
        var lines: Set<UInt32> = []
        for cell in facts.shared {
            for access in cell.accesses where access.races {
                lines.insert(line(access.instance, access.instruction))
            }
        }
        return lines
    }
}

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/cases/concurrency").standardized.path

private let fixtures: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []

@Suite struct ConcurrencyTests {
    /// Verdicts on variables, by name.
    private func verdicts(_ name: String, flags: [String]) throws -> [String: SharingVerdict] {
        let probe = try SharingProbe(folder + "/" + name, flags: flags)
        var found: [String: SharingVerdict] = [:]
        for cell in probe.facts.shared {
            found[probe.pointsTo.name(of: cell.cell, in: probe.program)] = cell.verdict
        }
        return found
    }

    /// Parts that rounds of a creating loop hand out (`RoundValues`), that what was filled before goes
    /// over to (`Handovers`), and that numbers drawn once say (`Tickets`); and the same a step off.
    @Test(arguments: [
        ("own_slot_by_index_good.c", "results", SharingVerdict.partitioned),
        ("neighbour_slot_bad.c", "results", .racy),
        ("strided_slices_good.c", "squares", .partitioned),
        ("blocked_slices_overlap_bad.c", "owner", .racy),
        ("ticket_results_in_place_good.c", "out", .partitioned),
        ("ticket_results_in_place_good.c", "next", .commutative),
        ("ticket_from_atomic_bad.c", "next", .atomic),
        ("ticket_under_lock_good.c", "results", .partitioned),
        ("heap_argument_per_thread_good.c", "results", .partitioned),
        ("heap_argument_shared_bad.c", "results", .racy),
        ("struct_with_index_good.c", "output", .partitioned),
        ("struct_shared_by_threads_bad.c", "job", .racy),
        ("counter_locked_good.c", "counter", .commutative),
        ("linked_results_by_index_good.c", "results", .partitioned),
        ("linked_results_share_index_bad.c", "results", .racy),
        ("linked_results_put_twice_bad.c", "results", .racy),
    ])
    func partsOfAThreadsOwnAreTold(
        _ name: String, _ variable: String, _ verdict: SharingVerdict
    ) throws {
        let found = try verdicts(name, flags: []).filter { name, _ in
            name == variable || name.hasPrefix(variable + "[") || name.hasPrefix(variable + ".")
        }
        #expect(!found.isEmpty)
        #expect(found.values.allSatisfy { $0 == verdict }, "\(found)")
    }

    /// A pointer that seems to lead into ten objects is judged as the member that it names.
    @Test func accessesOfManyObjectsAreOfTheMember() throws {
        let good = try verdicts("members_behind_wide_pointer_good.c", flags: [])
        #expect(good["tally.tallyValue"] == .commutative)
        #expect(!good.values.contains(.racy), "\(good)")
        let bad = try verdicts("members_behind_wide_pointer_bad.c", flags: [])
        #expect(bad.filter { $0.value == .racy }.map(\.key) == ["tally.tallyValue"])
    }

    /// `best = std::max(best, x)` is arithmetic on two values when the program is linked.
    @Test func theGreaterOfTwoIsAnUpdate() throws {
        let found = try verdicts("standard_maximum_good.cpp", flags: ["-std=c++17"])
        #expect(found["best"] == .commutative)
        #expect(found["lowest"] == .commutative)
    }

    /// Only where every node that is put on a list is taken once is its order all that differs.
    @Test(arguments: [
        ("linked_pool_good.c", true), ("linked_pool_stops_early_bad.c", true),
        ("linked_pool_replaces_bad.c", false), ("treiber_stack_bad.c", false),
    ])
    func listsThatKeepTheirNodesDifferInOrder(_ name: String, _ isQueue: Bool) throws {
        let facts = try SharingProbe(folder + "/" + name, flags: []).facts
        let isFound = facts.unorderedSites.contains { $0.kinds.contains(.ordersOnly) }
        #expect(isFound == isQueue)
    }

    @Test(arguments: fixtures) func racesAreWhereTheLabelsSay(_ name: String) throws {
        let path = folder + "/" + name
        let lines = try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let flags =
            lines.first { $0.hasPrefix("// midas-flags:") }
            .map { $0.dropFirst(15).split(separator: " ").map(String.init) } ?? []
        let racy = try SharingProbe(path, flags: flags).racyLines
        for (index, line) in lines.enumerated() {
            guard let comment = line.range(of: "// midas: ") else { continue }
            let labels = line[comment.upperBound...].split(separator: ";").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let isRacy = racy.contains(UInt32(index + 1))
            if labels.contains("race") { #expect(isRacy, "\(name):\(index + 1) races") }
            if labels.contains("no-race") {
                #expect(!isRacy, "\(name):\(index + 1) does not race")
            }
        }
    }
}
