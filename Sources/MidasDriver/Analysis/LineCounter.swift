import MidasBase
import MidasBuildDatabase
import MidasIR

/// Counts the lines of the tree's own files that units were made from, each file once.
enum LineCounter {
    static func lines(of units: [Unit], root: String) -> Int {
        var paths: Set<String> = []
        for unit in units {
            for file in unit.files.elements where !file.isSystem {
                let path = unit.strings[file.path]
                if !path.hasPrefix("/") && !path.isEmpty { paths.insert(path) }
            }
        }
        return paths.reduce(0) { total, path in
            let bytes = (try? FileContents.read(Paths.absolute(path, in: root))) ?? []
            let isOpenEnded = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
            return total + bytes.count { $0 == UInt8(ascii: "\n") } + (isOpenEnded ? 1 : 0)
        }
    }
}
