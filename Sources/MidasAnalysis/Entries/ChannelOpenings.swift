import MidasBase
import MidasDictionary
import MidasIR

/// All calls of a program that open a channel: what a descriptor may lead to of which nothing else
/// is known, unless it stays in the hands of those who opened it (`HeldChannels`). A descriptor has
/// no other way into a program, but that it was started with it; a library may be handed any other.
struct ChannelOpenings {
    /// What is done with a socket after it was made.
    struct SocketUse: OptionSet {
        var rawValue: UInt8
        /// It is bound or listens: what comes in is asked by others.
        static let serves = SocketUse(rawValue: 1)
        /// It is connected: what comes in are answers of another service.
        static let connects = SocketUse(rawValue: 2)
    }

    struct Opening {
        var site: CallSite
        var kinds: Set<ChannelKind>
        /// It does not get out of sight of the functions that use it.
        var isHeld = false
    }

    private(set) var all: [Opening] = []
    private(set) var uses: [CallSite: SocketUse] = [:]

    /// Readiness and wake-ups are read through the variable that they were opened into; what comes
    /// from them is not looked for where an untracked descriptor is read.
    private static let wakeUps: Set<ChannelKind> = [
        .demultiplexer, .counter, .timer, .signals, .watch,
    ]

    private let isLibrary: Bool

    init(_ calls: InstanceCalls) {
        isLibrary = calls.program.main == nil
        for instance in calls.calls.ids {
            for call in calls.calls[instance] {
                let kinds = Self.opened(by: call, calls.models)
                guard !kinds.isEmpty else { continue }
                let site = CallSite(instance: instance, instruction: call.instruction)
                let isHeld =
                    Self.givesBackOnly(call, calls.models)
                    && HeldChannels.holds(site, calls)
                all.append(Opening(site: site, kinds: kinds, isHeld: isHeld))
            }
        }
    }

    private static func opened(
        by call: InstanceCalls.Call, _ models: ExternalModels
    ) -> Set<ChannelKind> {
        var kinds: Set<ChannelKind> = []
        for symbol in call.externals {
            for effect in models[symbol]?.channels ?? [] {
                switch effect.role {
                case .open: kinds.insert(effect.kind ?? .file)
                case .accept: kinds.insert(.acceptedSocket)
                default: break
                }
            }
        }
        return kinds
    }

    /// Whether what a call opens is its result.
    private static func givesBackOnly(
        _ call: InstanceCalls.Call, _ models: ExternalModels
    ) -> Bool {
        call.callees.isEmpty
            && call.externals.allSatisfy { symbol in
                models[symbol]?.channelKind(of: .result) != nil
                    && models[symbol]?.channels.count == 1
            }
    }

    /// What an untracked descriptor may lead to; nil where the program opens nothing that is read,
    /// and in a library.
    var anything: ChannelKinds.Leads? {
        if isLibrary { return nil }
        var leads = ChannelKinds.Leads()
        for opening in all where !opening.isHeld {
            let kinds = opening.kinds.subtracting(Self.wakeUps)
            guard !kinds.isEmpty else { continue }
            leads.kinds.formUnion(kinds)
            leads.openings.append(opening.site)
        }
        return leads.openings.isEmpty ? nil : leads
    }

    /// Of what a descriptor may lead to, the sockets; nil where there are none.
    func sockets(of leads: ChannelKinds.Leads) -> ChannelKinds.Leads? {
        let bySite = Dictionary(all.map { ($0.site, $0.kinds) }) { first, _ in first }
        var left = ChannelKinds.Leads()
        left.kinds = leads.kinds.filter(\.isSocket)
        left.openings = leads.openings.filter { site in
            bySite[site, default: []].contains(where: \.isSocket)
        }
        return left.kinds.isEmpty ? nil : left
    }

    mutating func note(_ use: SocketUse, of leads: ChannelKinds.Leads) {
        for site in leads.openings { uses[site, default: []].insert(use) }
    }

    /// Whether what comes out of a socket made at `site` are requests, as far as its use says.
    func takesRequests(_ site: CallSite) -> Bool { uses[site] == .serves }
}

extension ChannelKind {
    /// What functions that work on sockets alone (`recv`) may be given.
    var isSocket: Bool {
        switch self {
        case .socket, .listeningSocket, .acceptedSocket, .connectedSocket, .pipe: true
        default: false
        }
    }
}
