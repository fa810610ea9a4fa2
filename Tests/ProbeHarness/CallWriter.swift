/// Writes the C of calls, one static function each.
struct CallWriter {
    var rules: ArgumentRules
    var recipes: HandRecipes

    /// In libc_nonshared.a: a weak reference would not bring them in.
    private static let linked: Set<String> = ["atexit", "at_quick_exit", "pthread_atfork"]

    /// The program's part that differs: headers, calls, their table.
    func program(headers: [String], _ prototypes: [Prototype]) -> String {
        var text = "#define _GNU_SOURCE\n"
        text += headers.map { "#include <\($0)>\n" }.joined()
        text += "#include \"probe.h\"\n"
        for prototype in prototypes where !Self.linked.contains(prototype.name) {
            text += "#pragma weak \(prototype.name)\n"
        }
        for prototype in prototypes { text += call(prototype) }
        text += "const struct probe_call probe_calls[] = {\n"
        for prototype in prototypes {
            text += "{\"\(prototype.name)\", call_\(prototype.name), (void *)\(prototype.name)},\n"
        }
        return text + "};\nconst int probe_call_count = \(prototypes.count);\n"
    }

    /// One function; its lines begin with a mark, so that an error names the call.
    func call(_ prototype: Prototype) -> String {
        let name = prototype.name
        let body = recipes.bodies[name]?.replacing("FUNCTION", with: name) ?? generated(prototype)
        let needsList =
            recipes.bodies[name] == nil
            && prototype.parameters.contains { $0.type.shape == .list }
        guard needsList else {
            return "#line 1 \"\(name)\"\nstatic void call_\(name)(void) {\n\(body)}\n"
        }
        return """
            #line 1 "\(name)"
            static void listed_\(name)(int dummy, ...) {
            va_list list;
            va_start(list, dummy);
            \(body)}
            static void call_\(name)(void) { listed_\(name)(0, \(listed(prototype))); }

            """
    }

    /// The variable arguments fit the format that the rules give.
    private func listed(_ prototype: Prototype) -> String {
        if prototype.name.contains("scanf") { return "probe_buffer(10), probe_buffer(11)" }
        return prototype.name.hasPrefix("vexec") ? "(char *)0" : "42, 43"
    }

    private func generated(_ prototype: Prototype) -> String {
        var text = ""
        var arguments: [String] = []
        for (index, parameter) in prototype.parameters.enumerated() {
            let expression = rules.expression(prototype, index)
            switch parameter.type.shape {
            case .integer:
                text += "long long a\(index) = (long long)(\(expression));\n"
                text += "probe_integer(\"in.\(index)\", a\(index));\n"
            case .floating: text += "long double a\(index) = \(expression);\n"
            case .complex: text += "_Complex long double a\(index) = \(expression);\n"
            case .pointer, .function:
                let isPlain = !parameter.type.spelling.contains { "[(".contains($0) }
                let type =
                    isPlain && parameter.type.shape == .pointer ? parameter.type.spelling : "void *"
                text += "\(type) a\(index) = (void *)(\(expression));\n"
            case .list: break
            default: text += "\(parameter.type.spelling) a\(index) = \(expression);\n"
            }
            arguments.append(parameter.type.shape == .list ? "list" : "a\(index)")
        }
        if prototype.isVariadic {
            let isScan = prototype.name.contains("scanf")
            arguments += isScan ? ["probe_buffer(10)", "probe_buffer(11)"] : ["42", "43"]
        }
        // In parentheses no macro stands for the function.
        let call = "(\(prototype.name))(\(arguments.joined(separator: ", ")))"
        text += "errno = 0;\n"
        text += prototype.result.shape == .void ? "\(call);\n" : "__auto_type r = \(call);\n"
        text += "int error = errno;\n" + fields(result: prototype.result)
        for (index, parameter) in prototype.parameters.enumerated() {
            text += fields(argument: index, parameter.type)
        }
        if prototype.name.contains("scanf") {
            text += "probe_text(\"vararg\", probe_buffer(10));\n"
        }
        return text + "probe_integer(\"errno\", error);\n"
    }

    private func fields(result type: ProbedType) -> String {
        switch type.shape {
        case .void: return ""
        case .integer: return "probe_integer(\"ret\", r);\n"
        case .floating, .complex:
            let isLong = type.canonical.contains("long double") || type.canonical.contains("128")
            guard isLong else { return "probe_bytes(\"ret\", &r, sizeof r);\n" }
            // Ten of sixteen bytes are the value, the others padding.
            return type.shape == .floating
                ? "probe_bytes(\"ret\", &r, 10);\n"
                : "probe_bytes(\"ret\", &r, 10);\nprobe_bytes(\"ret.imaginary\", (char *)&r + 16, 10);\n"
        case .record: return "PROBE_RECORD(\"ret\", &r);\n"
        case .pointer:
            return "probe_address(\"ret\", r);\n" + pointed("*ret", "r", type, isResult: true)
        default: return ""
        }
    }

    private func fields(argument index: Int, _ type: ProbedType) -> String {
        guard type.shape == .pointer, let pointee = type.pointee, !pointee.isConst else {
            return ""
        }
        return pointed("*\(index)", "a\(index)", type, isResult: false)
    }

    /// What a pointer leads to after the call, by its type.
    private func pointed(
        _ field: String, _ value: String, _ type: ProbedType, isResult: Bool
    ) -> String {
        guard let pointee = type.pointee else { return "" }
        let name = pointee.canonical.replacing("const ", with: "")
        switch pointee.shape {
        case .integer where name == "char" && isResult:
            return "probe_text(\"\(field)\", (void *)\(value));\n"
        case .integer where name == "char" || name == "unsigned char":
            return "probe_memory(\"\(field)\", \(value), 256);\n"
        case .integer
        where name == "wchar_t" || name == "int" && pointee.spelling.contains("wchar"):
            return "probe_wide(\"\(field)\", (void *)\(value));\n"
        case .void: return isResult ? "" : "probe_memory(\"\(field)\", \(value), 256);\n"
        case .integer, .floating:
            let size = name.contains("long double") ? 10 : pointee.size
            return "probe_memory(\"\(field)\", \(value), \(size));\n"
        case .pointer:
            let isText = name == "char *"
            return
                "if (probe_is_readable(\(value), 8)) { probe_address(\"\(field)\", *(void **)\(value)); "
                + (isText ? "probe_text(\"*\(field)\", *(void **)\(value)); " : "") + "}\n"
        case .record where pointee.size > 0 && !Self.opaque.contains(name):
            return
                "PROBE_RECORD(\"\(field)\", (\(pointee.spelling.replacing("const ", with: "")) *)\(value));\n"
        default: return ""
        }
    }

    /// Streams hold nothing but addresses and positions of the library's own.
    private static let opaque: Set<String> = ["struct _IO_FILE", "struct __locale_struct"]
}
