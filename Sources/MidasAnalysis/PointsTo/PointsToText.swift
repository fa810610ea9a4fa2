import MidasBase
import MidasIR

extension PointsToFacts {
    /// The name of a cell for people and goldens: its object and its innermost field, such as
    /// `server.clients`, `main.argv`, `heap(create:4).next`, `table[]`.
    public func name(of cell: CellID, in program: Program) -> String {
        let entry = cells[cell]
        var text = name(of: entry.object, in: program)
        if let record = entry.record.id {
            let fields = program.types.records[record].fields
            let field = Int(entry.field)
            let name = field < fields.count ? program.strings[fields[field].name] : ""
            text += "." + (name.isEmpty ? "#\(field)" : name)
        }
        return entry.isElement ? text + "[]" : text
    }

    public func name(of object: ObjectID, in program: Program) -> String {
        switch objects[object].kind {
        case .global(let symbol): program.strings[program.symbols[symbol].name]
        case .function(let symbol): "&" + program.strings[program.symbols[symbol].name]
        case .local(let instance, let local):
            "\(name(of: instance, in: program)).\(name(of: local, instance, program))"
        case .heap(let site):
            "heap(\(name(of: site.instance, in: program)):\(site.instruction.raw))"
        case .literal: "literal"
        case .result(let instance): name(of: instance, in: program) + ".return"
        case .variadic(let instance): name(of: instance, in: program) + "..."
        case .outside(let type): "outside(\(program.types.text(of: type, program.strings)))"
        case .elements(let cell): name(of: cell, in: program) + "[]"
        case .external(let symbol):
            "inside(\(program.strings[program.symbols[symbol].name]))"
        case .hidden(let state): "hidden(\(state))"
        case .unknown: "unknown"
        }
    }

    /// The function's name, and for a clone the call that it is for.
    public func name(of instance: InstanceID, in program: Program) -> String {
        let entry = callGraph.instances[instance]
        let symbol = program.functions[entry.function].symbol
        let own = program.strings[program.symbols[symbol].name]
        guard let caller = entry.caller.id, let site = entry.callSite.id else { return own }
        return "\(own)@\(name(of: caller, in: program)):\(site.raw)"
    }

    private func name(
        of local: LocalID, _ instance: InstanceID, _ program: Program
    ) -> String {
        let function = program.functions[callGraph.instances[instance].function]
        let name = program.strings[function.locals[local].name]
        return name.isEmpty ? "#\(local.raw)" : name
    }

    /// All that is known, a line a cell that points somewhere and a line a call: for tests.
    public func text(of program: Program) -> String {
        var lines: [String] = []
        for cell in cells.ids where cellTargets[cell] != CellSets.empty {
            let targets = sets[cellTargets[cell]].map { name(of: $0, in: program) }
            lines.append("\(name(of: cell, in: program)) -> \(targets.joined(separator: ", "))")
        }
        for instance in callGraph.instances.ids {
            let function = program.functions[callGraph.instances[instance].function]
            for instruction in function.instructions.ids {
                let site = CallSite(instance: instance, instruction: instruction)
                lines.append(contentsOf: callLines(site, program))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func callLines(_ site: CallSite, _ program: Program) -> [String] {
        let place = "\(name(of: site.instance, in: program)):\(site.instruction.raw)"
        var lines: [String] = []
        if let targets = callGraph.targets[site] {
            let names = targets.map { target in
                switch target {
                case .instance(let callee): name(of: callee, in: program)
                case .external(let symbol):
                    program.strings[program.symbols[symbol].name] + " (external)"
                }
            }
            lines.append("\(place) calls \(names.joined(separator: ", "))")
        }
        for callback in callGraph.callbacks[site, default: []] {
            lines.append("\(place) runs \(name(of: callback.target, in: program)) later")
        }
        if callGraph.unresolved.contains(site) { lines.append("\(place) calls nobody known") }
        return lines
    }
}

extension TypeTable {
    /// A short spelling for people.
    func text(of type: TypeID, _ strings: StringTable) -> String {
        switch self[type] {
        case .void: "void"
        case .bool: "bool"
        case .integer(let bits, let signed): (signed ? "i" : "u") + "\(bits)"
        case .enumeration(let name, _), .opaque(let name): strings[name]
        case .floating(let kind): "\(kind)"
        case .complex(let kind): "complex \(kind)"
        case .pointer(let inner): text(of: inner, strings) + "*"
        case .reference(let inner, _): text(of: inner, strings) + "&"
        case .memberPointer(_, let inner): text(of: inner, strings) + "::*"
        case .array(let inner, let count): text(of: inner, strings) + "[\(count)]"
        case .incompleteArray(let inner): text(of: inner, strings) + "[]"
        case .vector(let inner, let count): text(of: inner, strings) + "<\(count)>"
        case .record(let id): strings[records[id].name]
        case .function: "function"
        case .atomic(let inner): "atomic " + text(of: inner, strings)
        case .nullPointer: "nullptr"
        }
    }
}
