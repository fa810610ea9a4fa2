import MidasProtocol
import MidasWire

/// One tier as the order alone determines it: every admitted segment run once, in admission order,
/// from the records of the choices.
struct Reference {
    var ledger: Ledger
    var store: [UInt64]
    var admissions: [Admission] = []
    /// Order numbers of the choices, by key.
    var choices: [SegmentKey: OrderNumber] = [:]
    var violation: Violation?

    init(_ world: World, tier: TierID) {
        ledger = world.firstLedger(of: tier)
        store = [UInt64](repeating: 0, count: world.setting.program.placeCount)
        var effects: [LedgerEffect] = []
        for message in world.log.messages {
            effects.removeAll(keepingCapacity: true)
            ledger.deliver(message, &effects)
            for effect in effects {
                switch effect {
                case .admitted(let admission): admissions.append(admission)
                case .decided(let key): choices[key] = ledger.position
                default: break
                }
            }
        }
        run(world)
    }

    private mutating func run(_ world: World) {
        var frames: [OrderNumber: [UInt64]] = [:]
        for admission in admissions {
            if case .snapshot = admission.input { continue }
            guard let number = choices[admission.key],
                case .output(let chosen) = world.log[number]
            else { continue }
            var context = SegmentContext(
                admission, frame: frames[admission.key.request] ?? [], state: store,
                injecting: chosen.record?.draws,
                drawSeed: DrawSeed(replica: chosen.sender, seed: world.scenario.drawSeed))
            store = []
            let end = world.setting.program.run(&context)
            store = context.state
            frames[admission.key.request] = check(end, chosen)
        }
    }

    private mutating func check(_ end: SegmentEnd, _ chosen: Message.Output) -> [UInt64]? {
        var frameAfter: [UInt64]?
        let fits: Bool
        switch end {
        case .reply(let words):
            fits = chosen.kind == .reply && chosen.payload == Words.encode(words)
        case .call(let tier, let handler, let arguments, let frame):
            frameAfter = frame
            fits =
                chosen.kind == .call(tier: tier, handler: handler)
                && chosen.payload == Words.encode(arguments)
        }
        if !fits {
            let key = chosen.key
            violation =
                violation
                ?? Violation(
                    .outputFitsState,
                    "the message used for \(key.request.value).\(key.point) is not what its "
                        + "record gives")
        }
        return frameAfter
    }

    /// The final reply to a client's request, as the surviving order has it.
    func reply(to session: OrderNumber, _ number: UInt64, in log: OrderLog) -> [UInt8]? {
        for admission in admissions {
            guard case .request(let request) = log[admission.key.request],
                request.session == session, request.number == number
            else { continue }
            return finalReply(of: admission.key.request, in: log)
        }
        return nil
    }

    private func finalReply(of request: OrderNumber, in log: OrderLog) -> [UInt8]? {
        var point: UInt32 = 0
        while let number = choices[SegmentKey(request: request, point: point)] {
            if case .output(let output) = log[number], output.kind == .reply {
                return output.payload
            }
            point += 1
        }
        return nil
    }
}
