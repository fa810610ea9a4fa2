extension Generator {
    mutating func statements(
        _ scope: inout Scope, _ count: Int, depth: Int
    ) -> [SourceNode] {
        var all: [SourceNode] = []
        for _ in 0..<count {
            if sourcesLeft > 0, random.chance(12) {
                all += sourceStatement(&scope)
            } else if !scope.recent.isEmpty, random.chance(18) {
                all.append(SourceNode("\(random.pick(scope.recent)) = \(literal());"))
            } else {
                all += statement(&scope, depth)
            }
        }
        return all
    }

    private mutating func block(_ scope: Scope, _ depth: Int) -> [SourceNode] {
        var inner = scope
        return statements(&inner, random.between(1, 3), depth: depth + 1)
    }

    private mutating func assignment(_ scope: inout Scope) -> SourceNode {
        let place = lvalue(scope)
        remember(place, &scope)
        let operation = random.pick(["=", "=", "=", "=", "+=", "^=", "|=", "-="])
        return SourceNode("\(place) \(operation) \(expression(scope, 2));")
    }

    private func remember(_ place: String, _ scope: inout Scope) {
        scope.recent.append(place)
        if scope.recent.count > 3 { scope.recent.removeFirst() }
    }

    private mutating func statement(_ scope: inout Scope, _ depth: Int) -> [SourceNode] {
        if depth < 3 {
            switch random.below(30) {
            case 0...3: return conditional(scope, depth)
            case 4: return [forLoop(scope, depth)]
            case 5: return whileLoop(scope, depth)
            case 6: return [switchStatement(scope, depth)]
            case 7 where scope.mayLeave || scope.isInLoop: return earlyExit(scope)
            default: break
            }
        }
        if language == .cxx, random.chance(30), let node = classStatement(scope, depth) {
            return node
        }
        switch random.below(26) {
        case 0...1: return callStatement(scope)
        case 2: return arrayStatement(&scope)
        case 3: return recordStatement(scope)
        case 4: return pointerStatement(scope)
        case 5...6: return output(scope)
        case 7: return restore(scope, depth)
        case 8...9: return listStatement(scope)
        case 10: return [floatStatement(scope)]
        case 11: return bufferStatement(scope)
        case 12: return threadStatement(scope)
        case 13:
            let place = lvalue(scope)
            return [SourceNode("\(place)++;"), assignment(&scope), SourceNode("\(place)--;")]
        case 14: return extremum(scope)
        case 15:
            return [SourceNode("\(lvalue(scope)) = \(lvalue(scope)) = \(expression(scope, 1));")]
        case 16: return localStatics(scope)
        default: return [assignment(&scope)]
        }
    }

    // MARK: Control

    private mutating func conditional(_ scope: Scope, _ depth: Int) -> [SourceNode] {
        let head = "if (\(condition(scope))) {"
        if random.chance(25) {
            // Both arms write the same place, sometimes the same value.
            let place = lvalue(scope)
            let value = literal()
            return [
                SourceNode(head, [SourceNode("\(place) = \(value);")]),
                SourceNode(
                    "else {", [SourceNode("\(place) = \(random.chance(40) ? value : literal());")],
                    role: .fixed),
            ].map { node in
                var node = node
                node.role = .fixed
                return node
            }
        }
        let first = SourceNode(head, block(scope, depth))
        guard random.chance(40) else { return [first] }
        var arm = first
        arm.role = .fixed
        return [arm, SourceNode("else {", block(scope, depth), role: .fixed)]
    }

    private mutating func forLoop(_ scope: Scope, _ depth: Int) -> SourceNode {
        let counter = name("i")
        let bound =
            random.chance(60) ? "\(random.between(2, 6))" : "(\(expression(scope, 1)) & 7)"
        var inner = scope
        inner.readOnly.append(counter)
        inner.isInLoop = true
        let body = block(inner, depth)
        return SourceNode("for (int \(counter) = 0; \(counter) < \(bound); \(counter)++) {", body)
    }

    private mutating func whileLoop(_ scope: Scope, _ depth: Int) -> [SourceNode] {
        let counter = name("i")
        var inner = scope
        inner.readOnly.append(counter)
        inner.isInLoop = true
        let body = block(inner, depth)
        let declaration = SourceNode("int \(counter) = 0;", role: .fixed)
        let condition = "\(counter)++ < 6 && (\(condition(scope)))"
        if random.chance(40) {
            return [
                declaration,
                SourceNode("do {", body, close: "} while (\(condition));", role: .fixed),
            ]
        }
        return [declaration, SourceNode("while (\(condition)) {", body, role: .fixed)]
    }

    private mutating func switchStatement(_ scope: Scope, _ depth: Int) -> SourceNode {
        var inner = scope
        inner.isInLoop = false
        var cases: [SourceNode] = []
        for index in 0..<random.between(2, 3) {
            cases.append(SourceNode("case \(index): {", block(inner, depth), role: .fixed))
            if random.chance(70) { cases.append(SourceNode("break;", role: .fixed)) }
        }
        if random.chance(50) {
            cases.append(SourceNode("default: {", block(inner, depth), role: .fixed))
        }
        return SourceNode("switch ((\(expression(scope, 1))) & 3) {", cases, role: .fixed)
    }

    private mutating func earlyExit(_ scope: Scope) -> [SourceNode] {
        let leave: String
        switch scope.result {
        case .int: leave = "return \(value(scope));"
        case .none: leave = "return;"
        case .zero: leave = "return 0;"
        }
        var action = leave
        if scope.isInLoop { action = random.pick(["break;", "continue;"]) }
        if random.chance(12) { action = "exit(1);" }
        return [
            SourceNode(
                "if (\(condition(scope))) {", [SourceNode(action, role: .fixed)],
                role: .fixed)
        ]
    }

    // MARK: Sources

    private mutating func sourceStatement(_ scope: inout Scope) -> [SourceNode] {
        sourcesLeft -= 1
        let place = lvalue(scope)
        remember(place, &scope)
        let local = name("v")
        switch random.below(6) {
        case 0:
            return [
                SourceNode("long \(local) = 0;", role: .fixed), SourceNode("time(&\(local));"),
                SourceNode("\(place) = \(local) & 255;"),
            ]
        case 1:
            return [
                SourceNode("struct timeval \(local);", role: .fixed),
                SourceNode("gettimeofday(&\(local), 0);"),
                SourceNode("\(place) = \(local).tv_usec & 255;"),
            ]
        case 2:
            let address = intAddress(scope)
            return [SourceNode("getrandom(\(address), sizeof(int), 0);")]
        case 3:
            return [
                SourceNode("int \(local) = rand() & \(random.pick([1, 3, 15]));", role: .fixed),
                SourceNode(
                    "if (\(local) > \(random.below(2))) {", [SourceNode("\(place) = \(literal());")]
                ),
            ]
        case 4:
            return [
                SourceNode("srand(\(random.chance(50) ? literal() : "(unsigned)time(0)"));"),
                SourceNode("\(place) = rand();"),
            ]
        default:
            sourcesLeft += 1
            return [SourceNode("\(place) = \(source());")]
        }
    }

    // MARK: Calls

    private mutating func callStatement(_ scope: Scope) -> [SourceNode] {
        let helpers = Array(environment.helpers.prefix(scope.callable))
        guard !helpers.isEmpty else { return [SourceNode(";")] }
        let helper = random.pick(helpers)
        switch helper.shape {
        case .value, .sum:
            return [
                SourceNode(
                    "\(lvalue(scope)) = \(helper.name)(\(value(scope)), \(expression(scope, 1)));")
            ]
        case .out: return [SourceNode("\(helper.name)(\(intAddress(scope)), \(value(scope)));")]
        case .update:
            let pointers = environment.recordPointers + scope.recordPointers
            let targets =
                pointers.filter { $0.record == helper.record }.map(\.name)
                + environment.instances.filter { $0.record == helper.record }.map { "&" + $0.name }
            return [SourceNode("\(helper.name)(\(random.pick(targets)), \(value(scope)));")]
        case .context:
            let pointer = name("k")
            let address = intAddress(scope)
            if random.chance(50) {
                return [SourceNode("\(helper.name)(\(address), \(value(scope)));")]
            }
            return [
                SourceNode(
                    "void (*\(pointer))(void *, int) = \(helper.name);", role: .fixed),
                SourceNode("\(pointer)(\(address), \(value(scope)));"),
            ]
        case .record:
            let targets = environment.instances.filter { $0.record == helper.record }
            return [
                SourceNode("\(random.pick(targets).name) = \(helper.name)(\(value(scope)));")
            ]
        }
    }

    private mutating func threadStatement(_ scope: Scope) -> [SourceNode] {
        guard let body = environment.threadBodies.first, !scope.isInLoop else {
            return [SourceNode("\(lvalue(scope)) = \(value(scope));")]
        }
        let (first, second) = (name("v"), name("v"))
        let start: (String, Int) -> SourceNode = { thread, number in
            SourceNode("pthread_create(&\(thread), 0, \(body), (void *)\(number));")
        }
        let join: (String) -> SourceNode = { SourceNode("pthread_join(\($0), 0);") }
        let declaration = SourceNode("pthread_t \(first), \(second);", role: .fixed)
        let nodes =
            random.chance(75)
            ? [start(first, 0), start(second, 1), join(first), join(second)]
            : [start(first, 0), join(first), start(second, 1), join(second)]
        return [declaration] + nodes
    }

    private mutating func output(_ scope: Scope) -> [SourceNode] {
        switch random.below(4) {
        case 0:
            return [SourceNode("fprintf(stderr, \"log %d\\n\", (int)(\(expression(scope, 1))));")]
        case 1:
            let scalar = random.pick(environment.scalars).name
            return [SourceNode("write(1, &\(scalar), sizeof \(scalar));")]
        default: return [SourceNode("printf(\"%d\\n\", (int)(\(expression(scope, 1))));")]
        }
    }

    private mutating func localStatics(_ scope: Scope) -> [SourceNode] {
        let name = name("g")
        return [
            SourceNode("static int \(name);", role: .fixed),
            SourceNode("\(name) \(random.pick(["=", "+="])) \(expression(scope, 1));"),
            SourceNode("\(lvalue(scope)) = \(name);"),
        ]
    }
}
