import MidasAnalysis
import MidasBase
import MidasFindings
import MidasIR

/// A place of static storage, named the same in every replica: by a variable and the way into it.
struct TrackedPlace: Hashable {
    /// The file that can name the variable.
    var file: String
    /// The name that the record's reader sees: `server.c:table[].stamp`.
    var name: String
    /// An lvalue of C; for several of the same kind the first.
    var expression: String
    /// How many there are, and from one to the next in bytes.
    var count = 1
    var stride = 0

    /// Whether others name what differs in it one by one.
    func isCovered(by others: Set<TrackedPlace>) -> Bool {
        others.contains { other in
            other.file == file
                && ["\(expression).", "\(expression)[0]"].contains {
                    other.expression.hasPrefix($0)
                }
        }
    }
}

/// Finds the places in static storage that the states of a report stand for.
struct PlaceFinder {
    let program: Program
    /// Records of which some object is reached through a pointer: it may lie on the heap.
    private let pointed: Set<RecordID>

    init(_ program: Program) {
        self.program = program
        var pointed: Set<RecordID> = []
        for function in program.functions.elements {
            for place in function.places.elements {
                guard case .pointer = place.root else { continue }
                if let record = program.types.record(place.rootType) { pointed.insert(record) }
                for case .field(let record, _) in function.projections[place.projections.range] {
                    pointed.insert(record)
                }
            }
        }
        self.pointed = pointed
    }

    /// The symbol of a variable that is declared at a location.
    func variable(at location: Location) -> SymbolID? {
        program.symbols.ids.first {
            let symbol = program.symbols[$0]
            return symbol.kind == .variable && self.location(symbol.position) == location
        }
    }

    /// - Throws: why a state has no place that is named the same everywhere.
    func places(of state: StateFinding) throws(RecordShape.Obstacle) -> [TrackedPlace] {
        if let symbol = variable(at: state.location) {
            try checkNameable(symbol, state.name)
            if program.holdsPointers(program.symbols[symbol].type) {
                throw RecordShape.Obstacle("\(state.name) is or holds a pointer")
            }
            return [place(symbol, expression: name(symbol))]
        }
        guard let (record, field) = field(at: state.location) else {
            throw RecordShape.Obstacle("\(state.name) lies on a stack or on the heap")
        }
        return try places(record, field, state.name)
    }

    private func location(_ position: SourcePosition) -> Location? {
        guard !position.isNone else { return nil }
        return Location(
            file: program.strings[program.files[position.file].path], line: Int(position.line),
            column: Int(position.column))
    }

    private func name(_ symbol: SymbolID) -> String {
        program.strings[program.symbols[symbol].name]
    }

    private func place(_ symbol: SymbolID, expression: String) -> TrackedPlace {
        let file = location(program.symbols[symbol].position)?.file ?? ""
        return TrackedPlace(file: file, name: "\(file):\(expression)", expression: expression)
    }

    /// All of a variable.
    func whole(_ symbol: SymbolID) -> TrackedPlace { place(symbol, expression: name(symbol)) }

    /// Whether generated code at the end of a file can name a variable.
    func checkNameable(_ symbol: SymbolID, _ name: String) throws(RecordShape.Obstacle) {
        let known = program.symbols[symbol]
        if known.flags.contains(.isStaticLocal) || !known.owner.isNone {
            throw RecordShape.Obstacle("\(name) is a static variable of a function")
        }
        if known.flags.contains(.isThreadLocal) {
            throw RecordShape.Obstacle("\(name) is one variable a thread")
        }
        guard let file = location(known.position)?.file, program.unitPaths.contains(file) else {
            throw RecordShape.Obstacle("\(name) is defined in a header")
        }
    }

    // MARK: Fields

    func record(ofFieldAt location: Location) -> RecordID? { field(at: location)?.0 }

    private func field(at location: Location) -> (RecordID, Int)? {
        for record in program.types.records.ids {
            for (index, field) in program.types.records[record].fields.enumerated()
            where self.location(field.position) == location {
                return (record, index)
            }
        }
        return nil
    }

    private func places(
        _ record: RecordID, _ field: Int, _ name: String
    ) throws(RecordShape.Obstacle) -> [TrackedPlace] {
        if pointed.contains(record) {
            throw RecordShape.Obstacle(
                "\(name) is reached through pointers, so it may lie on the heap")
        }
        let known = program.types.records[record].fields[field]
        if known.bitWidth != nil { throw RecordShape.Obstacle("\(name) is a bit-field") }
        if program.holdsPointers(known.type) {
            throw RecordShape.Obstacle("\(name) is or holds a pointer")
        }
        var found: [TrackedPlace] = []
        for symbol in program.symbols.ids where program.symbols[symbol].kind == .variable {
            guard let file = location(program.symbols[symbol].position)?.file else { continue }
            let ways = try ways(to: record, field, in: program.symbols[symbol].type, depth: 0)
            if ways.isEmpty { continue }
            try checkNameable(symbol, self.name(symbol))
            found += ways.map { way in
                let expression = self.name(symbol) + way.text
                return TrackedPlace(
                    file: file, name: "\(file):\(expression)", expression: expression,
                    count: way.count, stride: way.stride)
            }
        }
        if found.isEmpty { throw RecordShape.Obstacle("\(name) lies on a stack or on the heap") }
        return found
    }

    private struct Way {
        var text: String
        var count = 1
        var stride = 0
    }

    /// How many elements of an outer array are written out one by one.
    private static let writtenOut = 64

    private func ways(
        to record: RecordID, _ field: Int, in type: TypeID, depth: Int
    ) throws(RecordShape.Obstacle) -> [Way] {
        guard depth < 16 else { return [] }
        switch program.types[type] {
        case .record(let id):
            let fields = program.types.records[id].fields
            var found: [Way] = []
            for (index, member) in fields.enumerated() {
                let name = program.strings[member.name]
                let step = name.isEmpty ? "" : "." + name
                if id == record, index == field { found.append(Way(text: step)) }
                found += try ways(to: record, field, in: member.type, depth: depth + 1).map {
                    Way(text: step + $0.text, count: $0.count, stride: $0.stride)
                }
            }
            return found
        case .array(let element, let count):
            let size = program.types.size(element)
            var found: [Way] = []
            for way in try ways(to: record, field, in: element, depth: depth + 1) {
                if way.count == 1 {
                    found.append(
                        Way(text: "[0]" + way.text, count: Int(count), stride: Int(size)))
                } else if count <= Self.writtenOut {
                    found += (0..<count).map {
                        Way(text: "[\($0)]" + way.text, count: way.count, stride: way.stride)
                    }
                } else {
                    throw RecordShape.Obstacle("it lies in large arrays within arrays")
                }
            }
            return found
        default: return []
        }
    }
}
