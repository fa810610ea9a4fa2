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
            guard let model = dictionary.function(program.strings[symbol.qualifiedName]),
                !Self.makesItsObject(symbol, program, dictionary)
            else { return nil }
            return Self.withConstructor(model, of: symbol, program, dictionary)
        }
    }

    /// Whether a constructor of a smart pointer gets a library's allocator first: it makes the object
    /// itself, as its body tells.
    private static func makesItsObject(
        _ symbol: Symbol, _ program: Program, _ dictionary: NondeterminismDictionary
    ) -> Bool {
        func role(_ record: RecordID) -> TypeModel.Role? {
            dictionary.type(program.strings[program.types.records[record].templateName])?.role
        }
        guard symbol.flags.contains(.isConstructor), let owner = symbol.record.id,
            role(owner) == .sharedPointer,
            case .function(let type) = program.types[symbol.type],
            let first = program.types.functionTypes[type].parameters.first,
            let tag = program.types.record(first)
        else { return false }
        return role(tag) == .allocator
    }

    /// What constructs an element in place does what the element's constructor does: a thread in a
    /// container begins to run.
    private static func withConstructor(
        _ model: FunctionModel, of symbol: Symbol, _ program: Program,
        _ dictionary: NondeterminismDictionary
    ) -> FunctionModel {
        guard model.traits.contains(.constructsElements), let record = symbol.record.id,
            let element = program.types.records[record].typeArguments.first,
            let type = program.types.record(element)
        else { return model }
        let name = program.strings[program.types.records[type].templateName]
        let last = name.split(separator: ":").last ?? ""
        guard let constructor = dictionary.function("\(name)::\(last)") else { return model }
        var model = model
        model.callbacks += constructor.callbacks
        model.synchronisations += constructor.synchronisations.map { synchronisation in
            var inside = synchronisation
            if inside.object.root == .receiver { inside.object.part = .elements }
            return inside
        }
        return model
    }

    public subscript(symbol: SymbolID) -> FunctionModel? { models[symbol.index] }

    /// Inline functions of libraries that the dictionary knows better than their bodies tell.
    func arePreferred(for symbol: SymbolID, _ program: Program) -> Bool {
        program.symbols[symbol].flags.contains(.isSystem) && models[symbol.index] != nil
    }
}
