import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// What instrumenting a tree gives.
public struct Instrumentation: Sendable {
    /// By place.
    public var sites: [Site] = []
    public var edits = EditSet()
    /// New files, by their names at the root of the tree.
    public var newFiles: [String: String] = [:]
    /// By file: a generated file that is included at its end.
    public var inclusions: [String: String] = [:]
    /// Handlers, or parts of them, for which nothing is generated, and why.
    public var gaps: [String] = []
    /// Of handlers: what is done otherwise than by name and slice, and why.
    public var notes: [String] = []

    public init() {}

    public var refused: [Site] { sites.filter { $0.technique == .refused } }
}

/// From the findings of a tree's programs to the edits that record its effective sources.
///
/// Only effective sources are touched: superficial ones cost nothing at run time. A source whose shape
/// cannot be recorded is refused with the reason and left as it is.
public struct Instrumenter {
    private let dictionary: NondeterminismDictionary
    private let realName: (String) -> String?
    private let contents: (String) -> [UInt8]?
    /// Whether handlers of tiers get functions that make replicas equal.
    private let compensates: Bool
    private var candidates: [Place: Candidate] = [:]
    private var programs: [(program: Program, report: Report)] = []

    private struct Place: Hashable {
        var location: Location
        var what: String
    }

    private struct Candidate {
        var site: Site
        var begin = 0
        var end = 0
        var text: RecordText?
        /// The number that it has in the source already.
        var recordedAs: UInt32?
    }

    /// - Parameters:
    ///   - realName: the one name of a file of the tree, by whatever links it is reached; nil for one
    ///     that must not be changed.
    ///   - contents: the bytes of a file under that name.
    public init(
        dictionary: NondeterminismDictionary, realName: @escaping (String) -> String?,
        compensates: Bool = false, contents: @escaping (String) -> [UInt8]?
    ) {
        self.dictionary = dictionary
        self.compensates = compensates
        self.realName = realName
        self.contents = contents
    }

    /// Adds the sources of one program. What another program of the tree has added already, is one
    /// site.
    ///
    /// - Parameter report: what the analysis of this program found.
    public mutating func add(_ program: Program, _ report: Report) {
        if compensates && !report.tiers.isEmpty { programs.append((program, report)) }
        let effective = report.sources.filter { $0.verdict == .effective }
        let index = CallIndex(program, at: Set(effective.map(\.location)))
        let groups = Dictionary(grouping: effective) { Place(location: $0.location, what: $0.what) }
        for (found, sources) in groups {
            var place = found
            place.location.file = realName(found.location.file) ?? found.location.file
            var candidate = Candidate(site: site(sources, report))
            let calls =
                index.calls[CallIndex.Key(location: found.location, name: found.what)]
                ?? index.calls[CallIndex.Key(location: found.location, name: "")] ?? []
            candidate.site.location.file = place.location.file
            do throws(RecordShape.Obstacle) {
                if Self.folder(found.location.file) != Self.folder(place.location.file) {
                    throw RecordShape.Obstacle(
                        "its file is reached through a symbolic link in another folder; name the "
                            + "folder that it lies in")
                }
                try resolve(&candidate, calls, Set(sources.map(\.detail)), program)
            } catch {
                candidate.site.technique = .refused
                candidate.site.reason = error.reason
            }
            merge(candidate, at: place)
        }
    }

    private static func folder(_ path: String) -> Substring {
        path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }

    private mutating func merge(_ candidate: Candidate, at place: Place) {
        guard var known = candidates[place] else {
            candidates[place] = candidate
            return
        }
        known.site.states = Set(known.site.states + candidate.site.states).sorted()
        known.site.handlers = Set(known.site.handlers + candidate.site.handlers).sorted()
        known.site.classification = min(known.site.classification, candidate.site.classification)
        let isSame =
            known.text == candidate.text && known.site.technique == candidate.site.technique
        if !isSame {
            known.text = nil
            known.site.technique = .refused
            known.site.reason = "two programs would have it recorded in different ways"
        }
        candidates[place] = known
    }

    private func site(_ sources: [SourceFinding], _ report: Report) -> Site {
        let ids = Set(sources.map(\.id))
        let states = report.states.filter { !ids.isDisjoint(with: $0.sources) }
        let handlers = report.tiers.flatMap { tier in
            tier.slivers.filter { !ids.isDisjoint(with: $0.sources) }
                .map { "\(tier.name).\($0.handler)" }
        }
        let first = sources.min { $0.category.rawValue < $1.category.rawValue } ?? sources[0]
        return Site(
            id: 0, location: first.location, function: first.function, what: first.what,
            category: first.category,
            classification: states.map(\.classification).min() ?? .deterministic,
            states: Set(states.map(\.name)).sorted(), handlers: Set(handlers).sorted())
    }

    // MARK: One source

    private func resolve(
        _ candidate: inout Candidate, _ calls: [FoundCall], _ details: Set<String>,
        _ program: Program
    ) throws(RecordShape.Obstacle) {
        guard var call = calls.first else {
            throw RecordShape.Obstacle(Self.advice(candidate.site.category))
        }
        let name = realName(candidate.site.location.file)
        guard !program.files[call.range.begin.file].isSystem, let bytes = name.flatMap(contents)
        else {
            throw RecordShape.Obstacle(
                "it stands outside the tree; record the value where the tree uses it, with "
                    + "MIDAS_RECORD")
        }
        guard Self.standsAlone(name ?? "", program) else {
            throw RecordShape.Obstacle(
                "its file is included in the middle of others; write the call into a function of a "
                    + "header")
        }
        if call.isConstruction {
            throw RecordShape.Obstacle(
                "it constructs an object; record a plain value drawn from it with MIDAS_RECORD")
        }
        if call.name.isEmpty { call = call.named(candidate.site.what) }
        candidate.begin = Int(call.range.begin.offset)
        candidate.end = Int(call.range.end.offset)
        candidate.recordedAs = RecordedCalls.site(at: candidate.begin, in: bytes)
        if candidate.recordedAs != nil { return }
        let shapes = RecordShapes(program: program, dictionary: dictionary)
        let shape = try shapes.shape(of: call, details: details)
        let text = try callText(call, bytes, program)
        if call.range.isFromMacroBody, !shape.memory.isEmpty {
            throw RecordShape.Obstacle(
                "it stands in the body of a macro and fills memory; write the call out instead of "
                    + "the macro")
        }
        candidate.text = try RecordText(shape, text, isStatement: call.isStatement)
        if shape.recordsResult { candidate.site.type = call.typeName(program) }
    }

    /// Whether a file is compiled by itself or is a header: others may be included inside a function,
    /// where no declarations of the recording macros can stand.
    private static func standsAlone(_ file: String, _ program: Program) -> Bool {
        let endings = [".h", ".hh", ".hpp", ".hxx", ".h++", ".H", ".ipp", ".tpp", ".inl", ".tcc"]
        return program.unitPaths.contains(file) || endings.contains { file.hasSuffix($0) }
    }

    /// The call as it is written, where it may be edited.
    private func callText(
        _ call: FoundCall, _ bytes: [UInt8], _ program: Program
    ) throws(RecordShape.Obstacle) -> CallText {
        let begin = Int(call.range.begin.offset)
        let end = Int(call.range.end.offset)
        guard begin < end, end <= bytes.count else {
            throw RecordShape.Obstacle("the file is not what was analysed")
        }
        if call.range.isFromMacroBody { return try macroText(call, program) }
        guard let text = CallText(Array(bytes[begin..<end])) else {
            throw RecordShape.Obstacle(
                "the call is put together by the preprocessor; write it out")
        }
        let name = call.name.split(separator: ":").last.map(String.init) ?? call.name
        let isNamed = text.calleeName == name || call.isIndirect || name.hasPrefix("operator")
        guard isNamed else {
            throw RecordShape.Obstacle(
                "the source says '\(text.calleeName)' where '\(name)' is called; write the call out"
            )
        }
        return text
    }

    /// A macro whose body is nothing but the call is recorded where it is expanded.
    private func macroText(
        _ call: FoundCall, _ program: Program
    ) throws(RecordShape.Obstacle) -> CallText {
        let macro = program.strings[call.range.macro]
        let advice =
            "it stands in the body of the macro '\(macro)'; write the call out, or make the macro an "
            + "inline function"
        let file = program.files[call.range.spelling.file]
        guard let bytes = realName(program.strings[file.path]).flatMap(contents),
            let body = MacroBody(in: bytes, around: Int(call.range.spelling.offset)),
            body.name == macro, let text = CallText(body.text),
            text.calleeName == call.name.split(separator: ":").last.map(String.init)
        else { throw RecordShape.Obstacle(advice) }
        return text
    }

    /// What helps against a source that is no call.
    private static func advice(_ category: SourceCategory) -> String {
        switch category {
        case .scheduling:
            "threads reach it in no fixed order; hand the work over through one queue, or join before "
                + "the value is used"
        case .address:
            "it makes an address a number; use a number that the program gives out itself"
        case .ordering: "it takes on an order that is not fixed; sort by a unique key first"
        case .uninitialised: "it reads what was never written; initialise it"
        case .signal: "a signal's handler writes it; write a flag there and act on it in a request"
        case .build: "the build decides it; pass it in as an argument"
        default:
            "it is not a call that is written here; store the value in a variable and record that "
                + "with MIDAS_RECORD_OBJECT"
        }
    }

    // MARK: All of them

    /// The sites of all programs and the edits for them. O(n log n) in the sources.
    public func finish() -> Instrumentation {
        var result = Instrumentation()
        var numbers = SiteNumbers()
        var replays = EditSet()
        var recorded: [String: Set<Int>] = [:]
        let all = candidates.values.sorted {
            ($0.site.location, $0.site.what) < ($1.site.location, $1.site.what)
        }
        for candidate in all {
            var site = candidate.site
            site.id = numbers.number(
                file: site.location.file, function: site.function, what: site.what)
            if let known = candidate.recordedAs { site.id = known }
            if let text = candidate.text {
                let wrapping = Wrapping(
                    begin: candidate.begin, end: candidate.end, prefix: text.prefix(site: site.id),
                    suffix: text.suffix)
                var replay = wrapping
                replay.prefix = text.replayPrefix(site: site.id)
                if result.edits.add(wrapping, to: site.location.file) {
                    _ = replays.add(replay, to: site.location.file)
                    recorded[site.location.file, default: []].insert(candidate.begin)
                } else {
                    site.technique = .refused
                    site.reason = "its text overlaps that of another source; write both out"
                }
            }
            result.sites.append(site)
        }
        if candidates.values.contains(where: { $0.recordedAs != nil }), !programs.isEmpty {
            result.gaps.append("the sources are instrumented already: begin with the original ones")
        } else {
            compensate(&result, replays, recorded)
        }
        return result
    }

    /// Generates what the handlers of all programs need.
    private func compensate(
        _ result: inout Instrumentation, _ replays: EditSet, _ recorded: [String: Set<Int>]
    ) {
        let locations = Set(
            result.sites.filter { $0.technique == .record }.map(\.location))
        var plans: [HandlerPlan] = []
        for (program, report) in programs {
            let planner = HandlerPlanner(
                program: program, report: report, dictionary: dictionary,
                contents: { realName($0).flatMap(contents) }, edits: replays, recorded: recorded,
                recordedLocations: locations)
            for tier in report.tiers {
                for name in tier.handlers {
                    do throws(RecordShape.Obstacle) {
                        var plan = try planner.plan(name, of: tier)
                        plan.sites = sites(of: "\(tier.name).\(name)", result)
                        plans.append(plan)
                    } catch {
                        result.gaps.append(
                            "\(place(of: name, tier)): \(tier.name).\(name): \(error.reason)")
                    }
                }
            }
            result.gaps += startPhase(report)
        }
        let tiers = programs.flatMap { $0.report.tiers.map(\.name) }
        let text = CompensationText(plans, tiers: tiers)
        result.notes = plans.flatMap(\.notes)
        result.gaps += text.gaps
        result.newFiles = text.files
        result.inclusions = text.inclusions
    }

    private func sites(of handler: String, _ result: Instrumentation) -> [UInt32] {
        result.sites.filter { $0.technique == .record && $0.handlers.contains(handler) }
            .map(\.id).sorted()
    }

    private func place(of handler: String, _ tier: TierFinding) -> String {
        let begin = tier.slivers.first { $0.handler == handler && $0.begin.kind == .request }
        return begin.map { "\($0.begin.location)" } ?? "tier \(tier.name)"
    }

    /// What differs before the first request has no record that could travel.
    private func startPhase(_ report: Report) -> [String] {
        report.sources.filter { $0.verdict == .effective && $0.phase == .start }.map {
            "\($0.location): \($0.what) is drawn before the first request; draw it in one"
        }
    }
}

extension FoundCall {
    var isIndirect: Bool {
        let call = function.calls[CallID(function.instructions[instruction].extra)]
        if case .indirect = call.callee { return true }
        return false
    }

    /// The same call under the name of what it is known to call.
    func named(_ name: String) -> FoundCall { FoundCall(function, instruction, name: name) }

    /// The result's type as the declaration of what is called spells it.
    func typeName(_ program: Program) -> String {
        let call = function.calls[CallID(function.instructions[instruction].extra)]
        guard case .direct(let symbol) = call.callee else { return "" }
        let spelling = program.strings[program.symbols[symbol].typeSpelling]
        return String(spelling.prefix { $0 != "(" }).trimmingSpaces
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
