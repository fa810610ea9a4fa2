/// Statements over whole objects: arrays, structs, pointers, lists, buffers.
extension Generator {
    mutating func arrayStatement(_ scope: inout Scope) -> [SourceNode] {
        guard !environment.arrays.isEmpty else { return [SourceNode(";")] }
        let array = random.pick(environment.arrays)
        let counter = name("i")
        let head = "for (int \(counter) = 0; \(counter) < \(array.count); \(counter)++) {"
        let element = "\(array.name)[\(counter)]"
        switch random.below(6) {
        case 0: return [SourceNode("memset(\(array.name), 0, sizeof \(array.name));")]
        case 1: return [SourceNode(head, [SourceNode("\(element) = \(counter) * 2;")])]
        case 2:
            return [SourceNode(head, [SourceNode("\(element) += \(expression(scope, 1));")])]
        case 3:
            let others = environment.arrays.filter {
                $0.type == array.type && $0.count == array.count && $0.name != array.name
            }
            guard !others.isEmpty else { fallthrough }
            let other = random.pick(others).name
            return [SourceNode("memcpy(\(array.name), \(other), sizeof \(array.name));")]
        case 4:
            let place = lvalue(scope)
            return [
                SourceNode("\(place) = 0;"),
                SourceNode(head, [SourceNode("\(place) += \(element);")]),
            ]
        default:
            return [
                SourceNode(
                    "memset(&\(array.name)[1], \(value(scope)) & 15, sizeof(\(array.type)));")
            ]
        }
    }

    mutating func recordStatement(_ scope: Scope) -> [SourceNode] {
        guard !environment.instances.isEmpty else { return [SourceNode(";")] }
        let instance = random.pick(environment.instances)
        let type = environment.records[instance.record].name
        let peers = environment.instances.filter { $0.record == instance.record }
        let peer = random.pick(peers).name
        let pointers = environment.recordPointers.filter { $0.record == instance.record }
        switch random.below(6) {
        case 0: return [SourceNode("\(instance.name) = \(peer);")]
        case 1: return [SourceNode("memcpy(&\(instance.name), &\(peer), sizeof \(instance.name));")]
        case 2: return [SourceNode("memset(&\(instance.name), 0, sizeof \(instance.name));")]
        case 3:
            let local = name("v")
            let field = environment.records[instance.record].fields[0]
            let use = field.count == nil ? "\(local).\(field.name)" : "\(local).\(field.name)[0]"
            return [
                SourceNode("struct \(type) \(local) = \(instance.name);", role: .fixed),
                SourceNode("\(use) += \(expression(scope, 1));"),
                SourceNode("\(peer) = \(local);"),
            ]
        case 4 where !pointers.isEmpty:
            return [SourceNode("*\(random.pick(pointers).name) = \(peer);")]
        default:
            let fields = environment.records[instance.record].fields.filter { $0.count == nil }
            return fields.map { SourceNode("\(instance.name).\($0.name) = \(value(scope));") }
        }
    }

    mutating func pointerStatement(_ scope: Scope) -> [SourceNode] {
        if !environment.recordPointers.isEmpty, random.chance(50) {
            let pointer = random.pick(environment.recordPointers)
            let targets = environment.instances.filter { $0.record == pointer.record }
            let (one, two) = (random.pick(targets).name, random.pick(targets).name)
            if random.chance(40) { return [SourceNode("\(pointer.name) = &\(one);")] }
            return [SourceNode("\(pointer.name) = \(condition(scope)) ? &\(one) : &\(two);")]
        }
        let ints = environment.scalars.filter { $0.type == "int" }.map(\.name)
        guard !ints.isEmpty else { return [SourceNode(";")] }
        let (one, two) = (random.pick(ints), random.pick(ints))
        if !environment.intPointers.isEmpty, random.chance(50) {
            let pointer = random.pick(environment.intPointers)
            return [SourceNode("\(pointer) = \(condition(scope)) ? &\(one) : &\(two);")]
        }
        let local = name("v")
        let outer = name("v")
        var nodes = [
            SourceNode("int *\(local) = &\(one);", role: .fixed),
            SourceNode("*\(local) = \(expression(scope, 1));"),
        ]
        if random.chance(40) {
            nodes.insert(
                SourceNode("if (\(condition(scope))) {", [SourceNode("\(local) = &\(two);")]),
                at: 1)
        }
        if random.chance(30) {
            nodes.append(SourceNode("int **\(outer) = &\(local);", role: .fixed))
            nodes.append(SourceNode("**\(outer) += \(value(scope));"))
        }
        return nodes
    }

    /// A value is saved, something happens, the value comes back.
    mutating func restore(_ scope: Scope, _ depth: Int) -> [SourceNode] {
        let (place, local) = (random.pick(environment.scalars), name("v"))
        var inner = scope
        var nodes = [SourceNode("\(place.type) \(local) = \(place.name);", role: .fixed)]
        nodes.append(SourceNode("\(place.name) = \(expression(scope, 1));"))
        if depth < 3 { nodes += statements(&inner, 1, depth: depth + 1) }
        nodes.append(SourceNode("\(place.name) = \(local);"))
        return nodes
    }

    mutating func extremum(_ scope: Scope) -> [SourceNode] {
        let (place, value) = (random.pick(environment.scalars).name, value(scope))
        let sign = random.pick(["<", ">"])
        return [
            SourceNode("if (\(place) \(sign) \(value)) {", [SourceNode("\(place) = \(value);")])
        ]
    }

    mutating func floatStatement(_ scope: Scope) -> SourceNode {
        guard !environment.floats.isEmpty else {
            return SourceNode("\(lvalue(scope)) = \(value(scope));")
        }
        let name = random.pick(environment.floats)
        switch random.below(3) {
        case 0: return SourceNode("\(name) = \(name) * 0.5 + \(expression(scope, 1));")
        case 1: return SourceNode("\(lvalue(scope)) = \(name) > \(value(scope));")
        default: return SourceNode("\(name) = \(literal());")
        }
    }

    mutating func bufferStatement(_ scope: Scope) -> [SourceNode] {
        guard !environment.buffers.isEmpty else { return [SourceNode(";")] }
        let buffer = random.pick(environment.buffers)
        switch random.below(4) {
        case 0:
            let value = expression(scope, 1)
            return [SourceNode("snprintf(\(buffer), sizeof \(buffer), \"%d\", (int)(\(value)));")]
        case 1: return [SourceNode("strcpy(\(buffer), \"abc\");")]
        case 2: return [SourceNode("\(lvalue(scope)) = atoi(\(buffer));")]
        default: return [SourceNode("\(lvalue(scope)) = (int)strlen(\(buffer));")]
        }
    }

    // MARK: Lists

    mutating func listStatement(_ scope: Scope) -> [SourceNode] {
        guard !environment.lists.isEmpty else { return [SourceNode(";")] }
        let list = random.pick(environment.lists)
        let node = name("v")
        let walk = "for (struct node *\(node) = \(list); \(node); \(node) = \(node)->next) {"
        switch random.below(6) {
        case 0, 1: return push(scope, list, node)
        case 2:
            return [
                SourceNode(
                    "if (\(list)) {",
                    [
                        SourceNode("struct node *\(node) = \(list);", role: .fixed),
                        SourceNode("\(list) = \(node)->next;"), SourceNode("free(\(node));"),
                    ])
            ]
        case 3:
            let place = lvalue(scope)
            return [
                SourceNode("\(place) = 0;"),
                SourceNode(walk, [SourceNode("\(place) += \(node)->value;")]),
            ]
        case 4:
            let test = "if (\(node)->key == (\(value(scope)) & 7)) {"
            let change = SourceNode("\(node)->value = \(expression(scope, 1));")
            return [SourceNode(walk, [SourceNode(test, [change])])]
        default: return [SourceNode(walk, [SourceNode("\(node)->value = \(value(scope));")])]
        }
    }

    private mutating func push(_ scope: Scope, _ list: String, _ node: String) -> [SourceNode] {
        let size = language == .c ? "" : "(struct node *)"
        return [
            SourceNode(
                "struct node *\(node) = \(size)calloc(1, sizeof(struct node));", role: .fixed),
            SourceNode("\(node)->key = \(value(scope)) & 7;"),
            SourceNode("\(node)->value = \(expression(scope, 1));"),
            SourceNode("\(node)->next = \(list);"),
            SourceNode("\(list) = \(node);"),
        ]
    }
}
