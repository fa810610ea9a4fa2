import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// How replicas of one handler are made equal, as far as it can be generated.
struct HandlerPlan {
    /// What runs between two messages, again.
    struct Segment {
        /// Lines of C.
        var lines: [String] = []
        /// Variables whose earlier contents are put back first.
        var restored: [TrackedPlace] = []
        /// Why it is not generated.
        var obstacle: String?
    }

    var tier: String
    var name: String
    /// The file that defines it.
    var file: String
    /// As the definition spells them; empty for none.
    var parameters: String
    /// What differs after it, by place.
    var places: [TrackedPlace]
    var segments: [Segment]
}

/// Plans handlers of the tiers of one program.
struct HandlerPlanner {
    let program: Program
    let report: Report
    let dictionary: NondeterminismDictionary
    let contents: (String) -> [UInt8]?
    let edits: EditSet
    /// By file: where recorded calls begin.
    let recorded: [String: Set<Int>]

    /// - Throws: why the handler gets no compensation at all.
    func plan(
        _ name: String, of tier: TierFinding
    ) throws(RecordShape.Obstacle) -> HandlerPlan {
        let slivers = tier.slivers.filter { $0.handler == name }
        guard let request = slivers.first(where: { $0.begin.kind == .request }),
            let function = function(named: name, at: request.begin.location),
            let bytes = contents(request.begin.location.file)
        else { throw RecordShape.Obstacle("its definition was not found in the tree") }
        let file = request.begin.location.file
        guard file.hasSuffix(".c"), program.unitPaths.contains(file) else {
            throw RecordShape.Obstacle("compensation is generated for C sources only")
        }
        let finder = PlaceFinder(program)
        var places: Set<TrackedPlace> = []
        var variables: Set<SymbolID> = []
        for state in states(slivers) {
            places.formUnion(try finder.places(of: state))
            variables.formUnion(self.variables(of: state, finder))
        }
        var plan = HandlerPlan(
            tier: tier.name, name: name, file: file,
            parameters: try parameters(of: function, name, bytes),
            places: sorted(places.filter { !$0.isCovered(by: places) }),
            segments: [])
        plan.segments = segments(function, slivers, variables, bytes, file, finder)
        return plan
    }

    private func sorted(_ places: Set<TrackedPlace>) -> [TrackedPlace] {
        places.sorted { ($0.file, $0.expression) < ($1.file, $1.expression) }
    }

    private func function(named name: String, at location: Location) -> Function? {
        program.functions.elements.first { function in
            let symbol = program.symbols[function.symbol]
            let position = symbol.position
            return symbol.body.id != nil && program.strings[symbol.qualifiedName] == name
                && program.strings[program.files[position.file].path] == location.file
                && Int(position.line) == location.line
        }
    }

    private func states(_ slivers: [Sliver]) -> [StateFinding] {
        let ids = Set(slivers.flatMap(\.writes))
        return report.states.filter { ids.contains($0.id) }
    }

    /// The variables that hold a state.
    private func variables(of state: StateFinding, _ finder: PlaceFinder) -> Set<SymbolID> {
        if let symbol = finder.variable(at: state.location) { return [symbol] }
        let expressions = (try? finder.places(of: state)) ?? []
        let names = Set(
            expressions.map { place in
                String(place.expression.prefix { $0 != "." && $0 != "[" })
            })
        return Set(
            program.symbols.ids.filter {
                let symbol = program.symbols[$0]
                return symbol.kind == .variable && names.contains(program.strings[symbol.name])
            })
    }

    /// The text between the parentheses of the definition.
    private func parameters(
        of function: Function, _ name: String, _ bytes: [UInt8]
    ) throws(RecordShape.Obstacle) -> String {
        let range = function.ranges[function.range]
        let position = Int(program.symbols[function.symbol].position.offset)
        let head = Array(bytes[position..<min(bytes.count, Int(range.end.offset))])
        guard let brace = head.firstIndex(of: UInt8(ascii: "{")),
            let call = CallText(
                Array(String(decoding: head[..<brace], as: UTF8.self).trimmed.utf8)),
            call.calleeName == name
        else { throw RecordShape.Obstacle("its head is not written as a prototype") }
        let text = call.arguments.indices.compactMap { call.argument($0) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        return text == "void" ? "" : text
    }

    // MARK: Segments

    private func segments(
        _ function: Function, _ slivers: [Sliver], _ wanted: Set<SymbolID>, _ bytes: [UInt8],
        _ file: String, _ finder: PlaceFinder
    ) -> [HandlerPlan.Segment] {
        do throws(RecordShape.Obstacle) {
            let units = try HandlerUnits(function, program)
            let cuts = try self.cuts(units, slivers)
            return cuts.map { segment(units, wanted, $0, bytes, file, finder) }
        } catch {
            return [HandlerPlan.Segment(obstacle: error.reason)]
        }
    }

    /// The parts of the body between its nested calls, which must stand at its top level.
    private func cuts(
        _ units: HandlerUnits, _ slivers: [Sliver]
    ) throws(RecordShape.Obstacle) -> [Range<Int>] {
        let calls = Set(slivers.map(\.end).filter { $0.kind == .call }.map(\.location))
        var ends: [StatementID] = []
        for unit in units.units.values {
            let holds = unit.instructions.contains { id in
                let step = units.function.instructions[id]
                let begin = units.function.ranges[step.range].begin
                return step.opcode == .call
                    && calls.contains {
                        $0.line == Int(begin.line) && $0.column == Int(begin.column)
                    }
            }
            if holds { ends.append(unit.statement) }
        }
        guard ends.count == calls.count else {
            throw RecordShape.Obstacle("makes its nested calls in other functions")
        }
        var start = units.begin(units.body)
        var cuts: [Range<Int>] = []
        for end in ends.sorted(by: { units.begin($0) < units.begin($1) }) {
            guard units.parent(end) == units.body else {
                throw RecordShape.Obstacle("makes nested calls in branches or loops")
            }
            let writes = units.units[end]?.access.writes.compactMap(\.global) ?? []
            if !writes.isEmpty {
                throw RecordShape.Obstacle("keeps the answer to a nested call where it is made")
            }
            cuts.append(start..<units.begin(end))
            start = units.end(end)
        }
        return cuts + [start..<units.end(units.body)]
    }

    private func segment(
        _ units: HandlerUnits, _ wanted: Set<SymbolID>, _ range: Range<Int>, _ bytes: [UInt8],
        _ file: String, _ finder: PlaceFinder
    ) -> HandlerPlan.Segment {
        do throws(RecordShape.Obstacle) {
            var functions = ReplayableFunctions(program, dictionary, drawing: drawing)
            let slice = try Slice(
                units, wanted: wanted, segment: range, replays: replays(units, file),
                functions: &functions)
            for symbol in slice.mentioned.sorted()
            where program.symbols[symbol].flags.contains(.isStaticLocal) {
                throw RecordShape.Obstacle("uses a static variable of a function")
            }
            var restored: Set<TrackedPlace> = []
            for symbol in slice.restored.sorted() {
                let name = program.strings[program.symbols[symbol].name]
                try finder.checkNameable(symbol, name)
                restored.insert(finder.whole(symbol))
            }
            let declarations = try slice.earlierDeclarations(program)
            let text = SliceText(
                units: units, slice: slice, bytes: bytes, file: file, edits: edits)
            return HandlerPlan.Segment(
                lines: text.text(range, declarations: declarations), restored: sorted(restored))
        } catch {
            return HandlerPlan.Segment(obstacle: error.reason)
        }
    }

    /// Recorded calls of the handler.
    private func replays(_ units: HandlerUnits, _ file: String) -> Set<InstructionID> {
        let known = recorded[file] ?? []
        return Set(
            units.function.instructions.ids.filter { id in
                let step = units.function.instructions[id]
                return step.opcode == .call
                    && known.contains(Int(units.function.ranges[step.range].begin.offset))
            })
    }

    /// Functions that hold an effective source.
    private var drawing: Set<SymbolID> {
        let names = Set(report.sources.filter { $0.verdict == .effective }.map(\.function))
        return Set(
            program.symbols.ids.filter {
                program.symbols[$0].kind == .function
                    && names.contains(program.strings[program.symbols[$0].qualifiedName])
            })
    }
}
