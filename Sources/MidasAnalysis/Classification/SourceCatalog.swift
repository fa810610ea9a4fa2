import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// The sources of a program: occurrences in the code, however many instances contain them.
struct SourceCatalog {
    struct Entry {
        var location: Location
        var category: SourceCategory
        var refinement: Refinement
        var likelihood: Likelihood
        /// A difference of order alone.
        var isOrder: Bool
        var what: String
        var function: String
        var phase: SourceFinding.Phase
        /// Where it enters the graph.
        var sites: [Int]
    }

    private(set) var entries: [Entry] = []

    init(_ flow: FlowAssembly, _ places: CodePlaces) {
        var known: [Key: Int] = [:]
        for (index, site) in flow.sources.enumerated() {
            let location = places.location(site.instance, site.instruction)
            let what = places.name(site.cause)
            let key = Key(location: location, refinement: site.refinement, what: what)
            let phase = places.phase(site.instance, site.instruction)
            if let entry = known[key] {
                entries[entry].sites.append(index)
                entries[entry].likelihood = min(entries[entry].likelihood, site.likelihood)
                if phase == .request { entries[entry].phase = .request }
                continue
            }
            known[key] = entries.count
            entries.append(
                Entry(
                    location: location, category: site.refinement.category,
                    refinement: site.refinement, likelihood: site.likelihood,
                    isOrder: site.isOrder, what: what,
                    function: places.functionName(site.instance), phase: phase, sites: [index]))
        }
    }

    private struct Key: Hashable {
        var location: Location
        var refinement: Refinement
        var what: String
    }
}

extension SourceCatalog {
    /// Where taint begins.
    func seeds(_ flow: FlowAssembly) -> [TaintFixpoint.Seed] {
        entries.enumerated().flatMap { number, source in
            let mark = Mark(
                .value, source.likelihood, isOrder: source.isOrder,
                isFromAbove: false)
            return source.sites.map {
                TaintFixpoint.Seed(node: flow.sources[$0].node, mark: mark, source: number)
            }
        }
    }

    func origins(_ flow: FlowAssembly) -> [SourceReach.Origin] {
        entries.map { source in
            SourceReach.Origin(
                nodes: source.sites.map { flow.sources[$0].node },
                isOrder: source.isOrder, isOfThreads: source.category == .scheduling)
        }
    }
}

/// Where things stand in the code, and what they are called there.
struct CodePlaces {
    let context: FlowContext

    func location(_ position: SourcePosition) -> Location {
        guard !position.isNone else { return Location(file: "", line: 1, column: 1) }
        let path = context.program.strings[context.program.files[position.file].path]
        return Location(file: path, line: Int(position.line), column: Int(position.column))
    }

    func location(_ instance: InstanceID, _ instruction: InstructionID?) -> Location {
        let function = context.function(instance)
        guard let instruction, instruction.index < function.instructions.count else {
            return location(context.program.symbols[function.symbol].position)
        }
        let range = function.ranges[function.instructions[instruction].range]
        return location(range.begin)
    }

    func functionName(_ instance: InstanceID) -> String {
        let symbol = context.program.symbols[context.function(instance).symbol]
        return context.program.strings[symbol.qualifiedName]
    }

    func name(_ symbol: SymbolID) -> String {
        context.program.strings[context.program.symbols[symbol].qualifiedName]
    }

    func name(_ cause: SourceSite.Cause) -> String {
        switch cause {
        case .function(let symbol): name(symbol)
        case .expression(.uninitialisedRead): "read of an uninitialised variable"
        case .expression(.addressCast): "address as a number"
        case .expression(.addressOrder): "order of addresses"
        case .expression(.addressPrinted): "address printed"
        case .expression(.buildMacro): "build macro"
        case .expression(.sharedAccess): "access to shared state"
        case .expression(.sharedAppend): "append to shared state"
        case .expression(.internalRequest): "internal request"
        case .expression(.sharedQueue): "use of a shared queue"
        case .expression(.signalWrite): "write in a signal handler"
        case .expression(.tableOrder): "order of a hashed table"
        case .expression(.unwrittenBytes): "bytes that nothing has written"
        }
    }

    func phase(_ instance: InstanceID, _ instruction: InstructionID) -> SourceFinding.Phase {
        context.phase(of: instruction, in: instance) == .start ? .start : .request
    }
}
