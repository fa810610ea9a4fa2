import MidasBase
import MidasDictionary

/// Which refinements count as sources under a profile and the faults that are asked for.
struct SourceRules {
    let options: AnalysisOptions

    init(_ options: AnalysisOptions) { self.options = options }

    func counts(_ refinement: Refinement) -> Bool {
        if let fault = refinement.fault {
            return options.profile == .strict || options.faults.contains(fault)
        }
        switch refinement {
        case .inputRequest, .inputPeer: return options.profile == .strict
        case .schedulingReady: return false
        case .floatingPointIsa, .floatingPointEnvironment: return options.profile == .heterogeneous
        case .unknown: return false
        default: return true
        }
    }
}
