import Foundation
import MidasFindings
import MidasReports
import TestSupport
import Testing

@Suite struct JSONReportTests {
    private let document = jsonReport(sampleReport.canonical())

    @Test func sampleReportHasTheRecordedBytes() throws {
        try expectGolden(String(decoding: document, as: UTF8.self), "sample.json")
    }

    @Test func schemaHasTheRecordedBytes() throws {
        try expectGolden(String(decoding: reportSchema(), as: UTF8.self), "schema.json")
    }

    @Test func foundationReadsWhatWasWritten() throws {
        let object = try JSONSerialization.jsonObject(with: Data(document))
        let report = try #require(object as? [String: Any])
        let states = try #require(report["states"] as? [[String: Any]])
        #expect(
            states.map { $0["name"] as? String } == ["counter", "seed", "printf", "server.stamp"])
        #expect(states.last?["sources"] as? [String] == ["S2"])
        let diagnostics = try #require(report["diagnostics"] as? [[String: Any]])
        let place = diagnostics.last?["location"] as? [String: Any]
        #expect(place?["file"] as? String == "broken \"name\".c")
    }

    /// An independent validator: PyPI `jsonschema`. Every member that is written must also be in the
    /// schema, so a strict copy of the schema refuses unknown members.
    @Test func anIndependentValidatorAcceptsTheReport() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(decoding: document, as: UTF8.self), to: "report.json")
        try folder.write(String(decoding: reportSchema(), as: UTF8.self), to: "schema.json")
        guard try runProcess(["python3", "-c", "import jsonschema"]).status == 0 else {
            print("skipped: the Python package jsonschema is not installed")
            return
        }
        let result = try runProcess(["python3", "-c", validator], in: folder.url)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func theValidatorRefusesAWrongWord() throws {
        let folder = try TemporaryFolder()
        let wrong = String(decoding: document, as: UTF8.self)
            .replacingOccurrences(of: #""verdict": "effective""#, with: #""verdict": "maybe""#)
        try folder.write(wrong, to: "report.json")
        try folder.write(String(decoding: reportSchema(), as: UTF8.self), to: "schema.json")
        guard try runProcess(["python3", "-c", "import jsonschema"]).status == 0 else {
            print("skipped: the Python package jsonschema is not installed")
            return
        }
        let result = try runProcess(["python3", "-c", validator], in: folder.url)
        #expect(result.status != 0)
        #expect(result.errors.contains("'maybe' is not one of"))
    }

    private let validator = """
        import json, jsonschema

        def closed(form):
            if isinstance(form, list):
                return [closed(element) for element in form]
            if not isinstance(form, dict):
                return form
            form = {name: closed(value) for name, value in form.items()}
            if "properties" in form and form.get("type") == "object":
                form["additionalProperties"] = False
            return form

        schema = json.load(open("schema.json", encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        report = json.load(open("report.json", encoding="utf-8"))
        jsonschema.Draft202012Validator(closed(schema)).validate(report)
        """
}
