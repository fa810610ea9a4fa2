import MidasBase
import MidasFindings

/// The report as one JSON document in UTF-8, valid against `ReportSchema`.
///
/// The same report gives the same bytes; members stand in the order of the schema.
public func jsonReport(_ report: Report) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
        json.member("schemaVersion", Report.schemaVersion)
        json.writeTool(report.tool)
        json.member("root", report.root)
        json.member("profile", report.profile.rawValue)
        json.member("programs", each: report.programs) { $0.write($1) }
        json.write(report.summary)
        json.member("sources", each: report.sources) { $0.write($1) }
        json.member("states", each: report.states) { $0.write($1) }
        json.member("sharedState", each: report.sharedState) { $0.write($1) }
        json.member("unknownFunctions", each: report.unknownFunctions) { $0.write($1) }
        json.member("assumptions", each: report.assumptions) { $0.write($1) }
        json.member("tiers", each: report.tiers) { $0.write($1) }
        json.member("pairs", each: report.pairs) { $0.write($1) }
        json.member("diagnostics", each: report.diagnostics) { $0.write($1) }
    }
    json.endDocument()
    return json.bytes
}

extension JSONWriter {
    fileprivate mutating func writeTool(_ tool: ToolDescription) {
        member("tool", inline: true) { json in
            json.member("name", "midas")
            json.member("version", tool.version)
            json.member("libclang", tool.libclang)
        }
    }

    fileprivate mutating func location(_ name: String, _ location: Location) {
        member(name, inline: true) { json in
            json.member("file", location.file)
            json.member("line", location.line)
            json.member("column", location.column)
        }
    }

    fileprivate mutating func write(_ program: ProgramDescription) {
        object(inline: true) { json in
            json.member("name", program.name)
            if let main = program.main { json.location("main", main) }
            json.member("units", program.units)
        }
    }

    fileprivate mutating func write(_ summary: Summary) {
        member("summary") { json in
            json.member("status", summary.status.rawValue)
            json.member("translationUnits", summary.translationUnits)
            json.member("failedTranslationUnits", summary.failedTranslationUnits)
            json.member("functions", summary.functions)
            json.member("linesOfCode", summary.linesOfCode)
            json.member("states", inline: true) { json in
                for classification in Classification.allCases {
                    json.member(classification.rawValue, summary.states[classification])
                }
            }
            json.member("sources", inline: true) { json in
                json.member("effective", summary.sources.effective)
                json.member("superficial", summary.sources.superficial)
            }
            json.member("unknownFunctions", summary.unknownFunctions)
        }
    }

    fileprivate mutating func write(_ source: SourceFinding) {
        object { json in
            json.member("id", source.id.description)
            json.member("program", source.program)
            json.member("category", source.category.name)
            json.member("what", source.what)
            json.location("location", source.location)
            json.member("function", source.function)
            json.member("phase", source.phase.rawValue)
            json.member("detail", source.detail)
            json.member("verdict", source.verdict.rawValue)
            if source.verdict == .superficial { json.member("reason", source.reason) }
            json.member("states", source.states.map(\.description))
        }
    }

    fileprivate mutating func write(_ state: StateFinding) {
        object { json in
            json.member("id", state.id.description)
            json.member("program", state.program)
            json.member("name", state.name)
            json.member("kind", state.kind.rawValue)
            json.member("channel", state.channel?.rawValue)
            json.member("type", state.type)
            json.location("location", state.location)
            json.member("classification", state.classification.rawValue)
            json.member("likelihood", state.likelihood?.name)
            json.member("tier", state.tier)
            json.member("sources", state.sources.map(\.description))
            json.member("path", each: state.path) { json, step in
                json.object(inline: true) { json in
                    json.location("location", step.location)
                    json.member("function", step.function)
                    json.member("step", step.step)
                }
            }
        }
    }

    fileprivate mutating func write(_ shared: SharedState) {
        object { json in
            json.member("state", shared.state)
            json.member("program", shared.program)
            json.member("verdict", shared.verdict.rawValue)
            json.member("accesses", each: shared.accesses) { json, access in
                json.object(inline: true) { json in
                    json.location("location", access.location)
                    json.member("function", access.function)
                    json.member("kind", access.kind.rawValue)
                    json.member("threads", access.threads)
                    json.member("locks", access.locks)
                    json.member("race", access.race)
                }
            }
            if shared.omittedAccesses > 0 {
                json.member("omittedAccesses", shared.omittedAccesses)
            }
        }
    }

    fileprivate mutating func write(_ function: UnknownFunction) {
        object { json in
            json.member("name", function.name)
            json.member("calls", function.calls)
            json.member("locations", each: function.locations) { json, place in
                json.object(inline: true) { json in
                    json.member("file", place.file)
                    json.member("line", place.line)
                    json.member("column", place.column)
                }
            }
        }
    }

    fileprivate mutating func write(_ assumption: Assumption) {
        object(inline: true) { json in
            json.member("what", assumption.what)
            json.member("category", assumption.category.name)
            json.member("places", assumption.places)
        }
    }

    fileprivate mutating func write(_ diagnostic: Diagnostic) {
        object(inline: true) { json in
            json.member("severity", diagnostic.severity.rawValue)
            json.member("message", diagnostic.message)
            if let place = diagnostic.location { json.location("location", place) }
        }
    }
}
