import MidasWire

/// R1: which segments may start.
extension Replica {
    /// Starts every segment whose request is settled up to it and that conflicts with no earlier
    /// admitted, unsettled segment. Waits follow the admission order, so they cannot cycle.
    ///
    /// One pass: the union of what all earlier segments access decides for each. O(n) for n
    /// pending segments, plus O(n) for each candidate that continues a request.
    mutating func startWhatMay(_ actions: inout [ReplicaAction]) {
        guard !isHalted else { return }
        var earlier = AccessSet()
        var index = 0
        while index < pending.count {
            if pending[index].phase == .waiting, mayStart(index, earlier) {
                if case .snapshot(let joiner) = pending[index].admission.input {
                    capture(index, for: joiner, &actions)
                    continue
                }
                pending[index].phase = .started
                actions.append(.start(pending[index].admission))
            }
            earlier.formUnion(pending[index].access)
            index += 1
        }
    }

    private func mayStart(_ index: Int, _ earlier: AccessSet) -> Bool {
        let work = pending[index]
        if mutation.has(.startsWithoutHold) { return isNextOfItsRequest(index) }
        if mutation.has(.holdsWholeRequests), !work.isSnapshot {
            return isNextOfItsRequest(index) && mayStartWholeRequest(work)
        }
        return !work.access.conflicts(with: earlier) && isNextOfItsRequest(index)
    }

    private func isNextOfItsRequest(_ index: Int) -> Bool {
        let key = pending[index].admission.key
        guard key.point > 0 else { return true }
        return !pending[..<index].contains { $0.admission.key.request == key.request }
    }

    /// Ends the work on a segment: what later ones waited for is there.
    mutating func settle(_ index: Int, _ actions: inout [ReplicaAction]) {
        let work = pending.remove(at: index)
        if let chosen = work.chosen { finishWhole(chosen) }
        startWhatMay(&actions)
    }

    // MARK: The mutations that hold whole requests

    private func mayStartWholeRequest(_ work: Work) -> Bool {
        guard work.admission.key.point == 0 else { return true }
        for earlier in wholeRequests {
            if earlier.request == work.admission.key.request { break }
            if mutation.has(.exemptsDescendants), earlier.root == work.admission.root { continue }
            if earlier.access.conflicts(with: work.access) { return false }
        }
        return true
    }

    private mutating func finishWhole(_ chosen: Message.Output) {
        guard case .reply = chosen.kind, !wholeRequests.isEmpty else { return }
        wholeRequests.removeAll { $0.request == chosen.key.request }
    }
}
