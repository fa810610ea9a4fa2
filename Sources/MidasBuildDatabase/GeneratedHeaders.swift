/// The headers of a tree that its build would generate, as far as they are included and missing.
struct GeneratedHeaders {
    private(set) var files: [VirtualFile] = []
    /// Where they lie, for names that are looked for in folders.
    private(set) var folders: [String] = []

    private let root: String
    /// Sorted.
    private let templates: [String]
    private let isSystemHeader: (String) -> Bool
    private let readText: (String) -> String?
    private var asked: Set<String> = []
    private var made: Set<String> = []
    private var scripts: [String: String] = [:]

    init(
        root: String, templates: [String], isSystemHeader: @escaping (String) -> Bool,
        readText: @escaping (String) -> String?
    ) {
        self.root = root
        self.templates = templates.sorted()
        self.isSystemHeader = isSystemHeader
        self.readText = readText
    }

    /// What a generated header is made from, and where it belongs.
    private struct Origin {
        var path: String
        /// Empty where nothing is known of its contents.
        var templates: [String] = []
    }

    /// Stands in for a header that is nowhere: from its template; from the templates of its parts
    /// (`name_….h.in` for `name.h`), which scripts put together; empty for a plain `config.h` and for
    /// what generated headers include. Nil where it has been dealt with, or is none of these.
    mutating func standIn(for directive: IncludeDirective, in includer: String) -> VirtualFile? {
        let isRelative = directive.name.contains("..")
        let folder = Paths.parent(includer)
        // Files that are only stood in for are found by the path as it is spelled.
        let spelled = isRelative ? folder + "/" + directive.name : nil
        guard asked.insert(spelled ?? directive.name).inserted, !isSystemHeader(directive.name),
            let origin = origin(of: directive, in: includer),
            made.insert(spelled ?? origin.path).inserted
        else { return nil }
        made.insert(origin.path)
        let file = VirtualFile(path: spelled ?? origin.path, contents: contents(origin))
        files.append(file)
        if !isRelative { folders.append(self.folder(of: origin.path, named: directive.name)) }
        return file
    }

    private func origin(of directive: IncludeDirective, in includer: String) -> Origin? {
        let name = directive.name
        let beside = Paths.absolute(name, in: Paths.parent(includer))
        if name.contains("..") {
            return template(for: beside) ?? parts(of: beside)
        }
        return template(for: "/" + name) ?? parts(of: "/" + name)
            ?? (VirtualConfig.isConventional(name)
                ? Origin(path: Paths.absolute(name, in: root)) : nil)
            ?? (made.contains(includer) && !directive.isAngled ? Origin(path: beside) : nil)
    }

    /// - Parameter end: how the header's path ends.
    private func template(for end: String) -> Origin? {
        for suffix in VirtualConfig.templates(for: end) {
            guard let found = templates.first(where: { $0.hasSuffix(suffix) }) else { continue }
            let path = found.dropLast(suffix.count - end.count)
            return Origin(path: String(path), templates: [found])
        }
        return nil
    }

    private func parts(of end: String) -> Origin? {
        guard end.hasSuffix(".h") else { return nil }
        let stem = end.dropLast(2) + "_"
        let found = templates.filter { path in
            guard let range = path.range(ofLast: String(stem)) else { return false }
            return !path[range.upperBound...].contains("/") && path.hasSuffix(".h.in")
        }
        guard let first = found.first, let range = first.range(ofLast: String(stem)) else {
            return nil
        }
        let path = first[..<range.upperBound].dropLast() + ".h"
        let beside = found.filter { Paths.parent($0) == Paths.parent(first) }
        return Origin(path: String(path), templates: beside)
    }

    private mutating func contents(_ origin: Origin) -> String {
        var text = ""
        for template in origin.templates {
            text += VirtualConfig.contents(
                template: readText(template) ?? "", script: script(for: template))
        }
        return origin.templates.isEmpty ? VirtualConfig.contents(template: "") : text
    }

    /// The text of the nearest `configure.ac` at or above a template.
    private mutating func script(for template: String) -> String {
        let folder = Paths.parent(template)
        if let known = scripts[folder] { return known }
        var text: String?
        var place = folder
        while text == nil {
            text = readText(place + "/configure.ac") ?? readText(place + "/configure.in")
            guard place != root, place.count > 1 else { break }
            place = Paths.parent(place)
        }
        scripts[folder] = text ?? ""
        return text ?? ""
    }

    private func folder(of path: String, named name: String) -> String {
        guard path.hasSuffix("/" + name) else { return Paths.parent(path) }
        let folder = path.dropLast(name.count + 1)
        return folder.isEmpty ? "/" : String(folder)
    }
}

extension String {
    fileprivate func range(ofLast text: String) -> Range<String.Index>? {
        var found: Range<String.Index>?
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            found = range
            rest = rest[range.upperBound...]
        }
        return found
    }
}
