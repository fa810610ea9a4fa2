import MidasReports
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func emptyContainersStayOnOneLine() {
        #expect(text { $0.object { _ in } } == "{}")
        #expect(text { $0.array { _ in } } == "[]")
    }

    @Test func membersStandOnLinesOfTheirOwn() {
        let written = text { json in
            json.object { json in
                json.member("a", 1)
                json.member("b", each: [true, false]) { $0.bool($1) }
            }
        }
        #expect(
            written == """
                {
                  "a": 1,
                  "b": [
                    true,
                    false
                  ]
                }
                """)
    }

    @Test func inlineContainersMakeTheirContentsInline() {
        let written = text { json in
            json.object(inline: true) { json in
                json.member("a", ["x", "y"])
                json.member("b") { $0.member("c", -5) }
            }
        }
        #expect(written == #"{"a": ["x", "y"], "b": {"c": -5}}"#)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#),
        ("line\nfeed\ttab\r", #""line\nfeed\ttab\r""#),
        ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#), ("ü😀", "\"ü😀\""), ("", "\"\""),
    ])
    func stringsAreEscaped(value: String, expected: String) {
        #expect(text { $0.string(value) } == expected)
    }
}
