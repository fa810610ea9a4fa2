import MidasBase
import MidasDictionary
import Testing

/// The files under `Dictionary/` are well-formed and say what the contract needs.
@Suite struct DictionaryFilesTests {
    @Test func allFilesAreValid() throws {
        let source = try Repository.source.get()
        #expect(!source.entries.isEmpty)
    }

    @Test func seedingMakesTheGeneratorsStateAndDrawingChangesIt() throws {
        let dictionary = NondeterminismDictionary(try Repository.source.get())
        let state = try #require(dictionary.stateID("rand"))
        let seed = try #require(dictionary.function("srand"))
        #expect(seed.flows == [Flow(.argument(0), .copy, Path(.state(state)))])
        #expect(seed.overwrites == [Overwrite(Path(.state(state)))])
        let draw = try #require(dictionary.function("rand"))
        #expect(
            draw.outputs == [
                NondeterministicOutput(
                    .result, .refinement(.randomGenerator), when: [.unseeded(state)])
            ])
        #expect(draw.flows.contains(Flow(Path(.state(state)), .derived, .result)))
    }
}
