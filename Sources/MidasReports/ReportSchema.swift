import MidasBase
import MidasFindings

/// The JSON Schema (draft 2020-12) of the JSON report. Words that are enumerated in the report's
/// model are taken from it, so that schema and report cannot drift apart.
///
/// Members may be added in later versions: a reader ignores what it does not know.
public func reportSchema() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
        json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
        json.member("title", "midas report")
        Form.report.writeMembers(to: &json)
        json.member("$defs") { json in
            for (name, form) in Form.definitions {
                json.member(name) { form.writeMembers(to: &$0) }
            }
        }
    }
    json.endDocument()
    return json.bytes
}

/// The forms that the report's schema is made of.
private indirect enum Form: Sendable {
    case text(String)
    case identifier(prefix: String)
    case constant(String)
    case oneOf([String])
    case count
    case position
    case flag
    case list(Form)
    case definition(String)
    case record([Member])

    struct Member: Sendable {
        var name: String
        var form: Form
        var isRequired: Bool
    }

    func writeMembers(to json: inout JSONWriter) {
        switch self {
        case .text(let description):
            json.member("type", "string")
            json.member("description", description)
        case .identifier(let prefix):
            json.member("type", "string")
            json.member("pattern", "^\(prefix)[1-9][0-9]*$")
        case .constant(let value): json.member("const", value)
        case .oneOf(let values): json.member("enum", values)
        case .count:
            json.member("type", "integer")
            json.member("minimum", 0)
        case .position:
            json.member("type", "integer")
            json.member("minimum", 1)
        case .flag: json.member("type", "boolean")
        case .list(let element):
            json.member("type", "array")
            json.member("items") { element.writeMembers(to: &$0) }
        case .definition(let name): json.member("$ref", "#/$defs/\(name)")
        case .record(let members): Form.write(members, to: &json)
        }
    }

    private static func write(_ members: [Member], to json: inout JSONWriter) {
        json.member("type", "object")
        json.member("properties") { json in
            for member in members {
                json.member(member.name, inline: true) { member.form.writeMembers(to: &$0) }
            }
        }
        json.member("required", members.filter(\.isRequired).map(\.name))
    }
}

private func required(_ name: String, _ form: Form) -> Form.Member {
    Form.Member(name: name, form: form, isRequired: true)
}

private func optional(_ name: String, _ form: Form) -> Form.Member {
    Form.Member(name: name, form: form, isRequired: false)
}

extension Form {
    static let report = Form.record([
        required("schemaVersion", .constant(Report.schemaVersion)),
        required("tool", .definition("tool")),
        required("root", .text("The analysed root; paths are relative to it.")),
        required("profile", .oneOf(Profile.allCases.map(\.rawValue))),
        required("programs", .list(.definition("program"))),
        required("summary", .definition("summary")),
        required("sources", .list(.definition("source"))),
        required("states", .list(.definition("state"))),
        required("sharedState", .list(.definition("sharedState"))),
        required("unknownFunctions", .list(.definition("unknownFunction"))),
        required("assumptions", .list(.definition("assumption"))),
        required("tiers", .list(.definition("tier"))),
        required("pairs", .list(.definition("pair"))),
        required("diagnostics", .list(.definition("diagnostic"))),
    ])

    static let definitions: [(String, Form)] = [
        ("tool", tool), ("location", location), ("program", program), ("summary", summary),
        ("source", source), ("state", state), ("step", step), ("sharedState", sharedState),
        ("access", access), ("unknownFunction", unknownFunction), ("assumption", assumption),
        ("diagnostic", diagnostic), ("tier", tier), ("direction", direction), ("sliver", sliver),
        ("point", point), ("message", message), ("input", input), ("pair", pair), ("side", side),
    ]

    private static let programName = optional(
        "program", .text("The program it belongs to, where the tree holds several."))

    private static let category = Form.oneOf(SourceCategory.allCases.map(\.name))

    private static let tool = Form.record([
        required("name", .constant("midas")),
        required("version", .text("The version of midas.")),
        required("libclang", .text("The version of libclang that parsed the units.")),
    ])

    private static let location = Form.record([
        required("file", .text("Relative to the root, or absolute outside it.")),
        required("line", .position),
        required("column", .position),
    ])

    private static let program = Form.record([
        required("name", .text("The program's name.")),
        optional("main", .definition("location")),
        required("units", .count),
    ])

    private static let summary = Form.record([
        required("status", .oneOf(Summary.Status.allCases.map(\.rawValue))),
        required("translationUnits", .count),
        required("failedTranslationUnits", .count),
        required("functions", .count),
        required("linesOfCode", .count),
        required(
            "states", .record(Classification.allCases.map { required($0.rawValue, .count) })),
        required(
            "sources",
            .record(SourceFinding.Verdict.allCases.map { required($0.rawValue, .count) })),
        required("unknownFunctions", .count),
    ])

    private static let source = Form.record([
        required("id", .identifier(prefix: "S")),
        programName,
        required("category", category),
        required("what", .text("The function, macro or expression.")),
        required("location", .definition("location")),
        required("function", .text("The function that contains it.")),
        required("phase", .oneOf(SourceFinding.Phase.allCases.map(\.rawValue))),
        required("detail", .text("The refined category.")),
        required("verdict", .oneOf(SourceFinding.Verdict.allCases.map(\.rawValue))),
        optional("reason", .text("Why it is superficial.")),
        required("states", .list(.identifier(prefix: "V"))),
    ])

    private static let state = Form.record([
        required("id", .identifier(prefix: "V")),
        programName,
        required("name", .text("The qualified name.")),
        required("kind", .oneOf(StateFinding.Kind.allCases.map(\.rawValue))),
        optional("channel", .oneOf(StateFinding.Channel.allCases.map(\.rawValue))),
        required("type", .text("The type as the source spells it.")),
        required("location", .definition("location")),
        required("classification", .oneOf(Classification.allCases.map(\.rawValue))),
        optional("likelihood", .oneOf(Likelihood.allCases.map(\.name))),
        optional("tier", .text("The tier it belongs to, where tiers are configured.")),
        required("sources", .list(.identifier(prefix: "S"))),
        required("path", .list(.definition("step"))),
    ])

    private static let step = Form.record([
        required("location", .definition("location")),
        required("function", .text("The function that contains the step.")),
        required("step", .text("What happens there, in a few words.")),
    ])

    private static let sharedState = Form.record([
        required("state", .text("The qualified name of the state.")),
        programName,
        required("verdict", .oneOf(SharedState.Verdict.allCases.map(\.rawValue))),
        required("accesses", .list(.definition("access"))),
        optional("omittedAccesses", .count),
    ])

    private static let access = Form.record([
        required("location", .definition("location")),
        required("function", .text("The function that contains the access.")),
        required("kind", .oneOf(SharedState.Access.Kind.allCases.map(\.rawValue))),
        required("threads", .list(.text("A thread root that reaches it."))),
        required("locks", .list(.text("A lock that is held at it."))),
        required("race", .flag),
    ])

    private static let unknownFunction = Form.record([
        required("name", .text("The external function.")),
        required("calls", .count),
        required("locations", .list(.definition("location"))),
    ])

    private static let assumption = Form.record([
        required("what", .text("What a default leaves out.")),
        required("category", category),
        required("places", .count),
    ])

    private static let diagnostic = Form.record([
        required("severity", .oneOf(Diagnostic.Severity.allCases.map(\.rawValue))),
        required("message", .text("One line.")),
        optional("location", .definition("location")),
    ])

    // MARK: Tiers

    private static let sourceIDs = Form.list(.identifier(prefix: "S"))
    private static let stateIDs = Form.list(.identifier(prefix: "V"))

    private static let tier = Form.record([
        required("name", .text("As the configuration names it.")),
        programName,
        required("handlers", .list(.text("A function that runs its requests."))),
        required("forward", .definition("direction")),
        required("backward", .definition("direction")),
        required("slivers", .list(.definition("sliver"))),
        required("inputs", .list(.definition("input"))),
    ])

    private static let direction = Form.record([
        required("messages", .count),
        required("nondeterministic", .count),
        required("sources", sourceIDs),
        required("states", stateIDs),
    ])

    private static let sliver = Form.record([
        required("handler", .text("The function that runs the request.")),
        required("direction", .oneOf(MessageDirection.allCases.map(\.rawValue))),
        required("begin", .definition("point")),
        required("end", .definition("point")),
        required("message", .definition("message")),
        required("occurrence", .definition("message")),
        required("sources", sourceIDs),
        required("reads", stateIDs),
        required("writes", stateIDs),
        required("liveLocals", .list(.text("A local variable that is live past the end."))),
    ])

    private static let point = Form.record([
        required("kind", .oneOf(SliverPoint.Kind.allCases.map(\.rawValue))),
        required("location", .definition("location")),
        optional("function", .text("What makes the nested call.")),
        optional("tier", .text("The tier that is called.")),
        optional("handler", .text("Its handler.")),
    ])

    private static let message = Form.record([
        required(
            "dependence",
            .oneOf(["none"] + MessageFinding.Dependence.allCases.map(\.rawValue))),
        required("sources", sourceIDs),
        required("carries", .list(.definition("point"))),
    ])

    private static let input = Form.record([
        required("handler", .text("The function that runs the request.")),
        required("point", .definition("point")),
        required("states", stateIDs),
    ])

    private static let pair = Form.record([
        optional("upstream", .text("The calling tier; none for the clients.")),
        required("downstream", .text("The called tier.")),
        required("forward", .definition("side")),
        required("backward", .definition("side")),
    ])

    private static let side = Form.record([
        required("deterministic", .flag),
        required("sources", sourceIDs),
        required("inherits", .list(.text("A tier whose nondeterminism is passed on."))),
        required("reconcile", stateIDs),
        required("reaches", stateIDs),
    ])
}
