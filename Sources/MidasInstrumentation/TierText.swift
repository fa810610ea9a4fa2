/// The numbers by which tiers and handlers know one another in every process.
struct TierNumbers {
    /// Sorted; a tier's number is its place.
    let tiers: [String]
    private(set) var gaps: [String] = []

    init(_ plans: [HandlerPlan], tiers: [String]) {
        let all = tiers + plans.map(\.tier) + plans.flatMap(\.callees)
        self.tiers = Set(all).sorted()
        if self.tiers.count > 64 { gaps.append("a ring has at most 64 tiers") }
        var known: [String: String] = [:]
        for plan in plans {
            let key = "\(plan.tier) \(Self.handler(plan.name))"
            if let other = known[key], other != plan.name {
                gaps.append("\(plan.tier): '\(other)' and '\(plan.name)' get the same number")
            }
            known[key] = plan.name
        }
    }

    func tier(_ name: String) -> Int { tiers.firstIndex(of: name) ?? 0 }

    func mask(_ names: [String]) -> UInt64 {
        names.reduce(0) { $0 | 1 << UInt64(tier($1) & 63) }
    }

    /// A handler's number: FNV-1a of its name, so that tiers that are built apart agree.
    static func handler(_ name: String) -> UInt32 {
        var hash: UInt32 = 0x811c_9dc5
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return hash
    }
}

// MARK: What the runtime calls

extension CompensationText {
    /// Takes a request's bytes apart and replies with the result.
    static func entry(_ plan: HandlerPlan) -> String {
        let head =
            "static void midas_run_\(plan.symbol)(void *context, const void *arguments, "
            + "__SIZE_TYPE__ count)"
        var text = "\n/* Runs a request's bytes. */\n\(head) {\n"
        let call: String
        switch plan.entry.shape {
        case .raw:
            return text + "    \(plan.name)(context, arguments, count);\n}\n"
        case .bytes(let type):
            text += "    (void)context;\n"
            call = "\(plan.name)((\(type))arguments, count)"
        case .values:
            text += "    (void)context;\n"
            text += given(plan)
            call =
                "\(plan.name)(\(plan.entry.names.map { "midas_given.\($0)" }.joined(separator: ", ")))"
        }
        guard plan.entry.hasResult else { return text + "    \(call);\n}\n" }
        text += "    __typeof__(\(call)) midas_result = \(call);\n"
        return text + "    midas_reply(&midas_result, sizeof midas_result);\n}\n"
    }

    /// The arguments as a structure.
    private static func given(_ plan: HandlerPlan) -> String {
        guard !plan.entry.members.isEmpty else {
            return "    (void)arguments;\n    (void)count;\n"
        }
        let members = plan.entry.members.map { "\($0); " }.joined()
        return "    struct { \(members)} midas_given;\n"
            + "    midas_take(&midas_given, sizeof midas_given, arguments, count);\n"
    }

    /// The slice of a segment, called with a request's bytes.
    private static func againEntry(_ plan: HandlerPlan, _ number: Int) -> String {
        let head =
            "static int midas_again_\(plan.symbol)_\(number)(const void *before, "
            + "const void *record, __SIZE_TYPE__ record_count, const void *arguments, "
            + "__SIZE_TYPE__ count)"
        var text = "\(head) {\n"
        var names: [String]
        switch plan.entry.shape {
        case .raw: names = ["0", "arguments", "count"]
        case .bytes(let type): names = ["(\(type))arguments", "count"]
        case .values:
            text += given(plan)
            names = plan.entry.names.map { "midas_given.\($0)" }
        }
        names = ["before", "record", "record_count"] + names
        return text + "    return midas_reexecute_\(plan.symbol)_\(number)("
            + names.joined(separator: ", ") + ");\n}\n"
    }

    /// What the runtime has to know of a handler.
    static func handler(_ plan: HandlerPlan, _ numbers: TierNumbers) -> String {
        let name = plan.symbol
        var text = "\n"
        for (number, segment) in plan.segments.enumerated() where segment.obstacle == nil {
            text += againEntry(plan, number)
        }
        text += "static const midas_segment midas_segments_\(name)[] = {\n"
        for (number, segment) in plan.segments.enumerated() {
            let before = names(plan, .before(number))
            let parts =
                segment.obstacle == nil
                ? [before[0], before[1], "midas_again_\(name)_\(number)"] : ["0", "0", "0"]
            let flags = [segment.needsFrame ? "1" : "0", "\(segment.copying.rawValue)"]
            text += "    {\((parts + flags).joined(separator: ", "))},\n"
        }
        text += "};\n"
        text += numbersOfPlaces(plan)
        let lists = [
            plan.places == nil ? "0" : "midas_places_\(name)",
            plan.written == nil ? "0" : "midas_written_\(name)",
        ]
        text += "static const midas_compensation midas_compensation_\(name) = {\n"
        text += "    sizeof(midas_compensation), \(lists.joined(separator: ", ")), "
        text += "midas_segments_\(name), \(plan.segments.count), "
        text += plan.sites.isEmpty ? "0, 0};\n" : "midas_sites_\(name), \(plan.sites.count)};\n"
        let accesses = plan.accesses.map {
            $0.isEmpty ? "0, 0" : "midas_accesses_\(name), \($0.count)"
        }
        text += "extern const midas_handler midas_handler_\(name);\n"
        text += "const midas_handler midas_handler_\(name) = {\n"
        text +=
            "    sizeof(midas_handler), \(TierNumbers.handler(plan.name))u, midas_run_\(name), 0, "
        text += "\(numbers.mask(plan.callees))u, \(plan.isDeterministic ? 1 : 0), "
        return text + "\(accesses ?? "0, 0"), &midas_compensation_\(name)};\n"
    }

    private static func numbersOfPlaces(_ plan: HandlerPlan) -> String {
        var text = ""
        if !plan.sites.isEmpty {
            let sites = plan.sites.map { RecordText.literal($0) }.joined(separator: ", ")
            text = "static const __UINT32_TYPE__ midas_sites_\(plan.symbol)[] = {\(sites)};\n"
        }
        guard let accesses = plan.accesses, !accesses.isEmpty else { return text }
        let numbers = accesses.map { "\($0)u" }.joined(separator: ", ")
        return text
            + "static const __UINT64_TYPE__ midas_accesses_\(plan.symbol)[] = {\(numbers)};\n"
    }

    /// Announces all handlers of a tier.
    static func registration(_ tier: String, _ plans: [HandlerPlan]) -> String {
        let head = "int midas_register_\(mangled(tier))(struct midas_runtime *runtime)"
        var text = "/* Announces the handlers of tier \(tier). */\n\(head);\n"
        for plan in plans { text += "extern const midas_handler midas_handler_\(plan.symbol);\n" }
        text += "\(head) {\n    int midas_status = 0;\n"
        if plans.contains(where: \.needsImage) {
            text += "    midas_status = midas_track_image(runtime);\n"
        }
        for plan in plans {
            text += "    if (!midas_status)\n        midas_status = midas_handle(runtime, "
            text += "&midas_handler_\(plan.symbol));\n"
        }
        return text + "    return midas_status;\n}\n"
    }
}

extension CallStub {
    /// The function's definition; another one in the program goes first.
    func text(_ numbers: TierNumbers) -> String {
        let list = parameters.enumerated().map { "\($1) midas_\($0)" }
        let head = "\(result) \(name)(\(list.isEmpty ? "void" : list.joined(separator: ", ")))"
        var text = "/* Calls \(handler) of tier \(tier). */\n__attribute__((weak)) \(head) {\n"
        text += "    const void *midas_answer = 0;\n    __SIZE_TYPE__ midas_count = 0;\n"
        var message = "0, 0"
        if !parameters.isEmpty {
            let members = parameters.enumerated().map { "\($1) midas_\($0); " }.joined()
            text += "    struct { \(members)} midas_given;\n"
            text += "    __builtin_memset(&midas_given, 0, sizeof midas_given);\n"
            for number in parameters.indices {
                text += "    midas_given.midas_\(number) = midas_\(number);\n"
            }
            message = "&midas_given, sizeof midas_given"
        }
        text +=
            "    midas_call(\(numbers.tier(tier)), \(TierNumbers.handler(handler))u, \(message), "
        text += "&midas_answer, &midas_count);\n"
        guard result != "void" else { return text + "}\n" }
        text += "    \(result) midas_result;\n"
        text += "    midas_take(&midas_result, sizeof midas_result, midas_answer, midas_count);\n"
        return text + "    return midas_result;\n}\n"
    }
}
