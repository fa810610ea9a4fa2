import MidasBase
import MidasFindings

/// The sites of a tree as one JSON document in UTF-8, in the order of the list.
public func jsonSiteTable(_ sites: [Site]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
        json.member("schemaVersion", "1.0")
        json.member("sites", each: sites) { $0.write($1) }
    }
    json.endDocument()
    return json.bytes
}

extension JSONWriter {
    fileprivate mutating func write(_ site: Site) {
        object { json in
            json.member("id", Int(site.id))
            json.member("location", inline: true) { json in
                json.member("file", site.location.file)
                json.member("line", site.location.line)
                json.member("column", site.location.column)
            }
            json.member("function", site.function)
            json.member("what", site.what)
            json.member("category", site.category.name)
            json.member("type", site.type)
            json.member("classification", site.classification.rawValue)
            json.member("states", site.states)
            json.member("handlers", site.handlers)
            json.member("technique", site.technique.rawValue)
            if site.technique == .refused { json.member("reason", site.reason) }
        }
    }
}

/// The recorded sites as a C array of `midas_site`, ended by one with the id 0.
public func cSiteTable(_ sites: [Site]) -> [UInt8] {
    var text = """
        /* Sites at which midas records, ascending by id. Generated. */
        #include <midas.h>

        const midas_site midas_sites[] = {

        """
    for site in sites.filter({ $0.technique == .record }).sorted(by: { $0.id < $1.id }) {
        let texts = [
            site.location.file, site.function, site.what, site.category.name,
            site.classification.rawValue,
        ]
        let quoted = texts.map(cLiteral).joined(separator: ", ")
        text += "    {\(site.id)u, \(site.location.line), \(site.location.column), \(quoted)},\n"
    }
    text += "    {0, 0, 0, 0, 0, 0, 0, 0},\n};\n"
    return Array(text.utf8)
}

/// A string literal of C; what is not printable ASCII stands as octal escapes of three digits, which no
/// following digit can lengthen.
private func cLiteral(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            result += "\\" + String(UnicodeScalar(byte))
        case UInt8(ascii: "?"): result += "\\?"
        case 0x20..<0x7F: result += String(UnicodeScalar(byte))
        default:
            let digits = String(byte, radix: 8)
            result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }
    return result + "\""
}
