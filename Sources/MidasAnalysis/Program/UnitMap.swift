import MidasBase
import MidasIR

/// The ids of a unit as ids of the program.
struct UnitMap {
    var strings: [StringID] = []
    var files: [FileID] = []
    var types: [TypeID] = []
    var functionTypes: [FunctionTypeID: FunctionTypeID] = [:]
    var records: [RecordID] = []
    var symbols: [SymbolID] = []

    subscript(id: StringID) -> StringID { strings[id.index] }
    subscript(id: TypeID) -> TypeID { types[id.index] }
    subscript(id: RecordID) -> RecordID { records[id.index] }
    subscript(id: SymbolID) -> SymbolID { symbols[id.index] }

    func callAsFunction(_ position: SourcePosition) -> SourcePosition {
        var mapped = position
        if position.isNone { return .none }
        mapped.file = files[position.file.index]
        return mapped
    }

    func callAsFunction(_ diagnostic: UnitDiagnostic) -> UnitDiagnostic {
        UnitDiagnostic(
            severity: diagnostic.severity, message: self[diagnostic.message],
            position: self(diagnostic.position))
    }

    func callAsFunction(_ type: FunctionType) -> FunctionType {
        var mapped = type
        mapped.result = self[type.result]
        for index in mapped.parameters.indices {
            mapped.parameters[index] = self[mapped.parameters[index]]
        }
        return mapped
    }

    func callAsFunction(_ node: TypeNode) -> TypeNode {
        switch node {
        case .void, .bool, .integer, .floating, .complex, .nullPointer: node
        case .enumeration(let name, let type):
            .enumeration(name: self[name], underlying: self[type])
        case .pointer(let type): .pointer(self[type])
        case .reference(let type, let rvalue): .reference(self[type], rvalue: rvalue)
        case .memberPointer(let record, let type):
            .memberPointer(record: self[record], pointee: self[type])
        case .array(let type, let count): .array(element: self[type], count: count)
        case .incompleteArray(let type): .incompleteArray(element: self[type])
        case .vector(let type, let count): .vector(element: self[type], count: count)
        case .record(let record): .record(self[record])
        case .function(let type): .function(functionTypes[type] ?? type)
        case .atomic(let type): .atomic(self[type])
        case .opaque(let name): .opaque(name: self[name])
        }
    }

    func callAsFunction(_ record: Record) -> Record {
        var mapped = record
        mapped.name = self[record.name]
        mapped.templateName = self[record.templateName]
        mapped.usr = self[record.usr]
        mapped.position = self(record.position)
        mapped.typeArguments = record.typeArguments.map { self[$0] }
        mapped.destructor = OptionalID(record.destructor.id.map { self[$0] })
        for index in mapped.fields.indices {
            mapped.fields[index].name = self[mapped.fields[index].name]
            mapped.fields[index].type = self[mapped.fields[index].type]
            mapped.fields[index].typeSpelling = self[mapped.fields[index].typeSpelling]
            mapped.fields[index].position = self(mapped.fields[index].position)
        }
        for index in mapped.bases.indices {
            mapped.bases[index].record = self[mapped.bases[index].record]
        }
        mapped.virtualMethods = record.virtualMethods.map {
            VirtualMethod(method: self[$0.method], overridden: $0.overridden.map { self[$0] })
        }
        return mapped
    }

    /// Without owner, body and initialiser, whose ids are not known yet.
    func callAsFunction(_ symbol: Symbol) -> Symbol {
        var mapped = symbol
        mapped.name = self[symbol.name]
        mapped.qualifiedName = self[symbol.qualifiedName]
        mapped.usr = self[symbol.usr]
        mapped.type = self[symbol.type]
        mapped.typeSpelling = self[symbol.typeSpelling]
        mapped.record = OptionalID(symbol.record.id.map { self[$0] })
        mapped.owner = .none
        mapped.alias = self[symbol.alias]
        mapped.attributes = symbol.attributes.map { self[$0] }
        mapped.position = self(symbol.position)
        mapped.body = .none
        mapped.initializer = .none
        return mapped
    }
}
