import MidasBase
import MidasDictionary
import MidasFindings
import MidasIR

/// A call whose outcome a default leaves out: it may differ, and the profile does not count it.
struct AssumedSite: Hashable {
    var refinement: Refinement
    var instance: InstanceID
    var instruction: InstructionID
}

extension Array where Element == AssumedSite {
    /// What was assumed, with the number of places in the code that it concerns.
    func assumptions(_ places: CodePlaces) -> [Assumption] {
        var locations: [Key: Set<Location>] = [:]
        for site in self {
            guard let what = site.refinement.assumption else { continue }
            let key = Key(what: what, category: site.refinement.category)
            locations[key, default: []].insert(places.location(site.instance, site.instruction))
        }
        return locations.keys.sorted {
            ($0.category.rawValue, $0.what) < ($1.category.rawValue, $1.what)
        }
        .map { key in
            Assumption(
                what: key.what, category: key.category,
                places: locations[key, default: []].count)
        }
    }

    private struct Key: Hashable {
        var what: String
        var category: SourceCategory
    }
}

extension Refinement {
    /// What is taken for granted where it is not counted; nil where it never is.
    fileprivate var assumption: String? {
        switch fault {
        case .io: return "input and output neither fail nor come in parts"
        case .resources: return "memory and other resources suffice"
        case .memory: return "what may be uninitialised is initialised"
        case nil: break
        }
        switch self {
        case .inputRequest: return "replicas get the same requests, byte for byte"
        case .inputPeer: return "replicas see the same address of a peer"
        case .floatingPointIsa, .floatingPointEnvironment:
            return "replicas compute floating point alike"
        default: return nil
        }
    }
}
