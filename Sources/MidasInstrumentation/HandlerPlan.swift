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
        /// Local variables that differ are needed later, or other messages may end it.
        var needsFrame = false
        /// Whether what differs is copied rather than computed.
        var copying = Copying.never

        enum Copying: Int {
            case never
            /// It is cheaper.
            case preferred
            /// Running it again would do something twice, or differ.
            case needed
        }
    }

    var tier: String
    var name: String
    /// The file that defines it.
    var file: String
    var location: Location
    /// As the definition spells them; empty for none.
    var parameters: String
    var entry: HandlerEntry
    /// What differs after it, by place; nil where it is not known by name.
    var places: [TrackedPlace]?
    /// All that it may write; nil where it is not known by name.
    var written: [TrackedPlace]?
    /// What it may touch, as numbers; nil where that is not known.
    var accesses: [UInt64]?
    /// Tiers that it may call.
    var callees: [String] = []
    /// No effective source lies in it.
    var isDeterministic: Bool
    var stubs: [CallStub] = []
    /// Where it may record.
    var sites: [UInt32] = []
    var segments: [Segment] = []
    /// Why the whole image has to be tracked.
    var imageReason: String?

    var needsImage: Bool { places == nil || written == nil }
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
    let recordedLocations: Set<Location>

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
        guard program.unitPaths.contains(file) else {
            throw RecordShape.Obstacle("is defined in a header")
        }
        let texts = try parameters(of: function, name, bytes)
        var plan = HandlerPlan(
            tier: tier.name, name: name, file: file, location: request.begin.location,
            parameters: texts.joined(separator: ", "),
            entry: try HandlerEntry(function, program, texts: texts),
            isDeterministic: slivers.allSatisfy(\.sources.isEmpty))
        plan.callees = Set(slivers.compactMap(\.end.tier)).sorted()
        for call in Set(slivers.map(\.end).filter { $0.kind == .call })
            .sorted(by: { $0.location < $1.location })
        {
            if let stub = try CallStub(call, program) { plan.stubs.append(stub) }
        }
        try addState(slivers, function, &plan)
        try addSegments(slivers, function, bytes, &plan)
        try checkRepetition(slivers, function, &plan)
        return plan
    }

    /// What differs and what is written, by name where that is possible.
    private func addState(
        _ slivers: [Sliver], _ function: Function, _ plan: inout HandlerPlan
    ) throws(RecordShape.Obstacle) {
        let finder = PlaceFinder(program)
        let states = states(slivers)
        let untracked = UntrackedState(program, handler: function.symbol)
        for state in states {
            if let reason = untracked.obstacle(state, finder) { throw RecordShape.Obstacle(reason) }
        }
        do throws(RecordShape.Obstacle) {
            guard !isCxx(plan.file) else { throw RecordShape.Obstacle("is written in C++") }
            var places: Set<TrackedPlace> = []
            for state in states { places.formUnion(try finder.places(of: state)) }
            plan.places = sorted(places.filter { !$0.isCovered(by: places) })
            let functions = ReplayableFunctions(
                program, dictionary, drawing: [], recorded: recorded, harmless: harmless)
            let touched = try WrittenVariables(function.symbol, program, dictionary, functions)
            plan.written = try sorted(named(touched.writes, finder))
            if !touched.readsBlindly {
                plan.accesses = touched.reads.union(touched.writes).sorted().map(number)
            }
        } catch {
            plan.imageReason = error.reason
        }
    }

    /// Segments that may not be run again are copied; where replicas may end them with different
    /// messages that is not enough.
    private func checkRepetition(
        _ slivers: [Sliver], _ function: Function, _ plan: inout HandlerPlan
    ) throws(RecordShape.Obstacle) {
        let functions = ReplayableFunctions(
            program, dictionary, drawing: [], recorded: recorded, harmless: harmless)
        let calls = slivers.map(\.end).filter { $0.kind == .call }
        let repeated = RepeatedCalls(
            program: program, dictionary: dictionary, functions: functions,
            nested: Set(calls.compactMap(\.function)))
        let unrecorded = Set(slivers.flatMap(\.sources))
        let refused = report.sources.first { unrecorded.contains($0.id) && !isRecorded($0) }
        let obstacle =
            refused.map { "holds \($0.what) at \($0.location), which is not recorded" }
            ?? repeated.obstacle(function.symbol)
        guard let obstacle else { return }
        guard calls.isEmpty else {
            throw RecordShape.Obstacle(
                "has to be run again where replicas send different messages, but it \(obstacle)")
        }
        for index in plan.segments.indices where plan.segments[index].obstacle != nil {
            plan.segments[index].copying = .needed
            plan.segments[index].obstacle! += "; it is not run again, because it \(obstacle)"
        }
        if refused != nil {
            for index in plan.segments.indices where plan.segments[index].obstacle == nil {
                plan.segments[index].obstacle = obstacle
                plan.segments[index].copying = .needed
            }
        }
    }

    private func named(
        _ symbols: Set<SymbolID>, _ finder: PlaceFinder
    ) throws(RecordShape.Obstacle) -> Set<TrackedPlace> {
        var found: Set<TrackedPlace> = []
        for symbol in symbols.sorted() {
            try finder.checkNameable(symbol, program.strings[program.symbols[symbol].name])
            found.insert(finder.whole(symbol))
        }
        return found
    }

    /// The same number in every replica and every build: of the name that the linker knows.
    private func number(_ symbol: SymbolID) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in program.strings[program.symbols[symbol].usr].utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash >> 24 ^ hash
    }

    private func isCxx(_ file: String) -> Bool { !file.hasSuffix(".c") }

    private func addSegments(
        _ slivers: [Sliver], _ function: Function, _ bytes: [UInt8], _ plan: inout HandlerPlan
    ) throws(RecordShape.Obstacle) {
        let finder = PlaceFinder(program)
        guard plan.places != nil else {
            plan.segments = [HandlerPlan.Segment(obstacle: plan.imageReason, needsFrame: true)]
            return
        }
        var variables: Set<SymbolID> = []
        for state in states(slivers) { variables.formUnion(self.variables(of: state, finder)) }
        plan.segments = segments(function, slivers, variables, bytes, plan.file, finder)
        let live = Dictionary(
            grouping: slivers.filter { $0.end.kind == .call }, by: \.end.location)
        for (index, call) in live.keys.sorted().enumerated() where index < plan.segments.count {
            plan.segments[index].needsFrame = live[call]!.contains { !$0.liveLocals.isEmpty }
        }
        if plan.segments.count <= live.count {
            for index in plan.segments.indices { plan.segments[index].needsFrame = true }
        }
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

    /// The parameters as the definition spells them.
    private func parameters(
        of function: Function, _ name: String, _ bytes: [UInt8]
    ) throws(RecordShape.Obstacle) -> [String] {
        let range = function.ranges[function.range]
        let position = Int(program.symbols[function.symbol].position.offset)
        let head = Array(bytes[position..<min(bytes.count, Int(range.end.offset))])
        guard let brace = head.firstIndex(of: UInt8(ascii: "{")),
            let call = CallText(
                Array(String(decoding: head[..<brace], as: UTF8.self).trimmed.utf8)),
            call.calleeName == name.split(separator: ":").last.map(String.init)
        else { throw RecordShape.Obstacle("its head is not written as a prototype") }
        let texts = call.arguments.indices.compactMap { call.argument($0) }
            .map { String(decoding: $0, as: UTF8.self).trimmed }
        return texts == ["void"] || texts == [""] ? [] : texts
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
            if range != units.whole, units.hasLabels {
                throw RecordShape.Obstacle("jumps to labels between nested calls")
            }
            var functions = ReplayableFunctions(
                program, dictionary, drawing: drawing, recorded: recorded, harmless: harmless)
            let slice = try Slice(
                units, wanted: wanted, segment: range, replays: replays(units, functions),
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
            var segment = HandlerPlan.Segment(
                lines: text.text(range, declarations: declarations), restored: sorted(restored))
            let bytes = slice.restored.reduce(0) {
                $0 + program.types.size(program.symbols[$1].type)
            }
            if SegmentCost.copying(bytes: bytes) < SegmentCost.running(slice, units) {
                segment.copying = .preferred
            }
            return segment
        } catch {
            return HandlerPlan.Segment(obstacle: error.reason)
        }
    }

    private func isRecorded(_ source: SourceFinding) -> Bool {
        recordedLocations.contains(source.location)
    }

    /// Recorded calls of the handler, and such whose value does not matter.
    private func replays(
        _ units: HandlerUnits, _ functions: ReplayableFunctions
    ) -> Set<InstructionID> {
        Set(units.function.instructions.ids.filter { functions.isRecorded($0, units.function) })
    }

    /// Superficial draws: making them again changes nothing that counts.
    private var harmless: Set<Location> {
        Set(
            report.sources.filter { source in
                source.verdict == .superficial
                    && dictionary.function(source.what)?.channels.isEmpty ?? false
            }.map(\.location))
    }

    /// Functions that hold an effective source which is not recorded.
    private var drawing: Set<SymbolID> {
        let names = Set(
            report.sources.filter { $0.verdict == .effective && !isRecorded($0) }.map(\.function))
        return Set(
            program.symbols.ids.filter {
                program.symbols[$0].kind == .function
                    && names.contains(program.strings[program.symbols[$0].qualifiedName])
            })
    }
}
