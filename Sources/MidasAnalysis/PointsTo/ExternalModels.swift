import MidasBase
import MidasDictionary
import MidasIR

/// What the dictionary says of the functions of a program, by symbol.
public struct ExternalModels: Sendable {
    public let dictionary: NondeterminismDictionary
    private let models: [FunctionModel?]

    public init(_ program: Program, _ dictionary: NondeterminismDictionary) {
        self.dictionary = dictionary
        models = program.symbols.elements.map { symbol in
            // Of variables, those of the system's headers: the standard streams.
            guard symbol.kind == .function || symbol.flags.contains(.isSystem) else { return nil }
            return dictionary.function(program.strings[symbol.qualifiedName])
        }
    }

    public subscript(symbol: SymbolID) -> FunctionModel? { models[symbol.index] }
}
