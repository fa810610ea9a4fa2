import Foundation
import MidasDictionary
import Testing

/// The JSON schema for editors names the keys that the reader knows, no more and no fewer.
@Suite struct SchemaTests {
    private func definitions() throws -> [String: [String: Any]] {
        let file = Repository.root.appending(path: "Dictionary/schema.json")
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        var parts = try #require(schema["$defs"] as? [String: [String: Any]])
        parts["file"] = schema
        return parts
    }

    @Test(arguments: ["function", "type", "file"])
    func keysAreTheReadersOwn(part: String) throws {
        let properties = try #require(
            try definitions()[part]?["properties"] as? [String: Any])
        #expect(properties.keys.sorted() == DictionarySource.knownKeys[part])
    }

    @Test func kindsAreTheModelsOwn() throws {
        let function = try #require(
            try definitions()["function"]?["properties"] as? [String: [String: Any]])
        #expect(
            function["kind"]?["enum"] as? [String] == FunctionModel.Kind.allCases.map(\.name))
        let type = try #require(
            try definitions()["type"]?["properties"] as? [String: [String: Any]])
        #expect(
            type["iteration"]?["enum"] as? [String] == TypeModel.Iteration.allCases.map(\.name))
    }
}
