import MidasRules

/// The rules for one replica, in the order of the normal case.
extension ReplicaManager {
    public static let kind = TaskKind<ReplicaManager>(
        "replica", in: \.replicas,
        goal: { manager, task in manager.isComplete(task) },
        isWaiting: { manager, task in manager.replicas[task].call != nil },
        rules: [
            chooseServer, sendHeader, noteHeader, sendData, noteData, sendFooter, noteFooter,
        ])

    /// All of the segment is on the backup: header, data, and the footer once the segment is closed.
    public func isComplete(_ task: Int) -> Bool {
        let segment = segments[task / replicasPerSegment]
        let replica = replicas[task]
        return replica.headerIsCommitted && replica.committedBytes == segment.byteCount
            && replica.footerIsCommitted == segment.isClosed
    }

    public static let chooseServer = Rule<ReplicaManager>(
        "choose a server",
        when: { manager, task in
            manager.replicas[task].server == nil
                && manager.freeServer(for: task / manager.replicasPerSegment) != nil
        },
        then: { manager, task in
            let segment = task / manager.replicasPerSegment
            manager.replicas[task].server = manager.freeServer(for: segment)
        })

    public static let sendHeader = Rule<ReplicaManager>(
        "send the header",
        when: { manager, task in
            manager.replicas[task].server != nil && !manager.replicas[task].headerIsCommitted
                && manager.replicas[task].call == nil
        },
        then: { manager, task in manager.send(.header, task) })

    public static let noteHeader = Rule<ReplicaManager>(
        "note the header",
        when: { manager, task in manager.hasEnded(task) { $0 == .header } },
        then: { manager, task in
            guard manager.reap(task) else { return }
            manager.replicas[task].headerIsCommitted = true
            manager.wakeReplicas(of: task / manager.replicasPerSegment - 1)
        })

    public static let sendData = Rule<ReplicaManager>(
        "send data",
        when: { manager, task in
            let segment = task / manager.replicasPerSegment
            return manager.hasUncommittedData(task) && manager.isFooterCommitted(segment - 1)
        },
        then: { manager, task in manager.sendNextData(task) })

    public static let noteData = Rule<ReplicaManager>(
        "note data",
        when: { manager, task in
            manager.hasEnded(task) { if case .data = $0 { true } else { false } }
        },
        then: { manager, task in
            guard case .data(let end) = manager.replicas[task].call?.request.part,
                manager.reap(task)
            else { return }
            manager.replicas[task].committedBytes = end
        })

    public static let sendFooter = Rule<ReplicaManager>(
        "send the footer",
        when: { manager, task in
            let segment = task / manager.replicasPerSegment
            return manager.needsFooter(task) && manager.isHeaderCommitted(segment + 1)
        },
        then: { manager, task in manager.send(.footer, task) })

    public static let noteFooter = Rule<ReplicaManager>(
        "note the footer",
        when: { manager, task in manager.hasEnded(task) { $0 == .footer } },
        then: { manager, task in
            guard manager.reap(task) else { return }
            manager.replicas[task].footerIsCommitted = true
            manager.wakeReplicas(of: task / manager.replicasPerSegment + 1)
        })
}

/// The words in which the rules are said.
extension ReplicaManager {
    public func hasUncommittedData(_ task: Int) -> Bool {
        replicas[task].headerIsCommitted && replicas[task].call == nil
            && replicas[task].committedBytes < segments[task / replicasPerSegment].byteCount
    }

    public func needsFooter(_ task: Int) -> Bool {
        let segment = segments[task / replicasPerSegment]
        let replica = replicas[task]
        return segment.isClosed && replica.headerIsCommitted && replica.call == nil
            && replica.committedBytes == segment.byteCount && !replica.footerIsCommitted
    }

    public mutating func send(_ part: WriteRequest.Part, _ task: Int) {
        guard let server = replicas[task].server else { return }
        start(part, for: task, on: server)
    }

    public mutating func sendNextData(_ task: Int) {
        let all = segments[task / replicasPerSegment].byteCount
        send(.data(end: min(all, replicas[task].committedBytes + bytesPerCall)), task)
    }

    func hasEnded(_ task: Int, _ isPart: (WriteRequest.Part) -> Bool) -> Bool {
        guard let call = replicas[task].call, call.outcome != nil else { return false }
        return isPart(call.request.part)
    }

    /// Puts away a call that has ended. Returns whether the write was done; if the server would
    /// have none of it, another is chosen.
    public mutating func reap(_ task: Int) -> Bool {
        let outcome = replicas[task].call?.outcome
        replicas[task].call = nil
        guard outcome == .rejected else { return outcome == .written }
        replicas[task] = Replica()
        wakeReplicas(of: task / replicasPerSegment)
        return false
    }
}
