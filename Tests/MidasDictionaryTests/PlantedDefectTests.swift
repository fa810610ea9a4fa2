import MidasDictionary
import PlatformFacts
import Testing

/// Defects planted in good entries are caught by the checks that run without any probe.
@Suite struct PlantedDefectTests {
    private func problems(_ name: String, _ change: (inout FunctionModel) -> Void) throws
        -> [String]
    {
        let source = try Repository.source.get()
        let changed = source.replacing(
            entries: source.entries.map { entry in
                guard entry.name == name, case .function(var model) = entry.content else {
                    return entry
                }
                change(&model)
                var other = entry
                other.content = .function(model)
                return other
            })
        return EntryLint.problems(changed).map(\.description)
    }

    @Test func aSourceCalledDeterministic() throws {
        let found = try problems("clock") { $0.outputs = [] }
        #expect(found.contains { $0.contains("clock: an experiment saw it differ") }, "\(found)")
    }

    @Test func aWrongArgumentIndex() throws {
        let found = try problems("clock_gettime") { model in
            for index in model.outputs.indices { model.outputs[index].path.root = .argument(2) }
        }
        #expect(
            found.contains { $0.contains("argument 2 is named, but the signature has 2") },
            "\(found)")
    }

    @Test func aMissingFlow() throws {
        let found = try problems("memcpy") { model in
            model.flows.removeAll { $0.origin.dereferences == 1 }
        }
        #expect(
            found.contains {
                $0.contains("memcpy: argument 1 is given to read, and nothing says where that goes")
            }, "\(found)")
    }

    /// Another tool's model catches what the signature alone does not show.
    @Test func aMissingWriteThatCppcheckKnows() throws {
        var stated = Specification(name: "frexp")
        stated.writes = [1]
        let source = try Repository.source.get()
        let changed = source.replacing(
            entries: source.entries.map { entry in
                guard entry.names.contains("frexp"), case .function(var model) = entry.content
                else { return entry }
                model.flows.removeAll { $0.target.root == .argument(1) }
                model.overwrites = []
                var other = entry
                other.content = .function(model)
                return other
            })
        let none = Disagreements(text: "")
        let good = PlatformChecks(source).contradictions([stated], of: "t", except: none)
        #expect(good.compared == 1)
        #expect(good.problems == [])
        let bad = PlatformChecks(changed).contradictions([stated], of: "t", except: none)
        #expect(bad.problems == ["frexp: t says that argument 1 is written"])
    }
}
