import MidasFindings

/// Tiers and pairs in the JSON report.
extension JSONWriter {
    mutating func write(_ tier: TierFinding) {
        object { json in
            json.member("name", tier.name)
            json.member("program", tier.program)
            json.member("handlers", tier.handlers)
            for direction in MessageDirection.allCases {
                json.write(tier.summary(direction), direction.rawValue)
            }
            json.member("slivers", each: tier.slivers) { $0.write($1) }
            json.member("inputs", each: tier.inputs) { json, input in
                json.object(inline: true) { json in
                    json.member("handler", input.handler)
                    json.write(input.point, "point")
                    json.member("states", input.states.map(\.description))
                }
            }
        }
    }

    private mutating func write(_ summary: TierFinding.Summary, _ name: String) {
        member(name, inline: true) { json in
            json.member("messages", summary.messages)
            json.member("nondeterministic", summary.nondeterministic)
            json.member("sources", summary.sources.map(\.description))
            json.member("states", summary.states.map(\.description))
        }
    }

    private mutating func write(_ sliver: Sliver) {
        object { json in
            json.member("handler", sliver.handler)
            json.member("direction", sliver.direction.rawValue)
            json.write(sliver.begin, "begin")
            json.write(sliver.end, "end")
            json.write(sliver.message, "message")
            json.write(sliver.occurrence, "occurrence")
            json.member("sources", sliver.sources.map(\.description))
            json.member("reads", sliver.reads.map(\.description))
            json.member("writes", sliver.writes.map(\.description))
            json.member("liveLocals", sliver.liveLocals)
        }
    }

    private mutating func write(_ point: SliverPoint, _ name: String) {
        member(name, inline: true) { $0.writeMembers(of: point) }
    }

    private mutating func writeMembers(of point: SliverPoint) {
        member("kind", point.kind.rawValue)
        member("location", inline: true) { json in
            json.member("file", point.location.file)
            json.member("line", point.location.line)
            json.member("column", point.location.column)
        }
        member("function", point.function)
        member("tier", point.tier)
        member("handler", point.handler)
    }

    private mutating func write(_ message: MessageFinding, _ name: String) {
        member(name, inline: true) { json in
            json.member("dependence", message.dependence?.rawValue ?? "none")
            json.member("sources", message.sources.map(\.description))
            json.member("carries", each: message.carries) { json, point in
                json.object(inline: true) { $0.writeMembers(of: point) }
            }
        }
    }

    mutating func write(_ pair: CompensationPair) {
        object { json in
            json.member("upstream", pair.upstream)
            json.member("downstream", pair.downstream)
            json.write(pair.forward, "forward")
            json.write(pair.backward, "backward")
        }
    }

    private mutating func write(_ side: CompensationPair.Side, _ name: String) {
        member(name, inline: true) { json in
            json.member("deterministic", side.isDeterministic)
            json.member("sources", side.sources.map(\.description))
            json.member("inherits", side.inherits)
            json.member("reconcile", side.reconcile.map(\.description))
            json.member("reaches", side.reaches.map(\.description))
        }
    }
}
