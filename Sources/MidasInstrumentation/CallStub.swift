import MidasAnalysis
import MidasBase
import MidasFindings
import MidasIR

/// A function through which a tier calls another, where the tree leaves it to the runtime.
struct CallStub: Hashable {
    /// The source that gets its definition, and sees its declaration.
    var file: String
    var name: String
    /// The tier and the handler that it calls.
    var tier: String
    var handler: String
    /// The result's type as it is written; `void` for none.
    var result: String
    /// The parameters' types as they are written.
    var parameters: [String]

    /// Nil where the program defines the function itself.
    ///
    /// - Throws: what cannot be sent as bytes.
    init?(_ call: SliverPoint, _ program: Program) throws(RecordShape.Obstacle) {
        guard let function = call.function, let tier = call.tier else { return nil }
        let found = program.symbols.ids.first { id in
            let symbol = program.symbols[id]
            return symbol.kind == .function
                && program.strings[symbol.qualifiedName] == function
        }
        guard let found, program.body(of: found) == nil else { return nil }
        guard let handler = call.handler else {
            throw RecordShape.Obstacle("calls \(function), whose handler is not named")
        }
        guard case .function(let id) = program.types[program.symbols[found].type],
            !program.types.functionTypes[id].isVariadic
        else { throw RecordShape.Obstacle("calls \(function), which has no fixed arguments") }
        let type = program.types.functionTypes[id]
        let holds = (type.parameters + [type.result]).contains { program.holdsPointers($0) }
        let spelled = Self.split(program.strings[program.symbols[found].typeSpelling])
        guard !holds, let spelled, spelled.parameters.count == type.parameters.count else {
            throw RecordShape.Obstacle("hands pointers to \(function), which another tier runs")
        }
        file = call.location.file
        name = function
        self.tier = tier
        self.handler = handler
        result = spelled.result
        parameters = spelled.parameters
    }

    /// `long (int, struct pair)` as its parts; nil for what has other parentheses in it.
    static func split(_ spelling: String) -> (result: String, parameters: [String])? {
        guard let open = spelling.firstIndex(of: "("), spelling.last == ")" else { return nil }
        let inner = spelling[spelling.index(after: open)...].dropLast()
        if inner.contains("(") || inner.contains("<") { return nil }
        let list = inner.split(separator: ",").map { String($0).trimmed }
        let result = String(spelling[..<open]).trimmed
        return (result, list == ["void"] ? [] : list)
    }
}
