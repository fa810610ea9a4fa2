import CLibClang
import MidasBase
import MidasIR

/// Structs, classes and unions. A record is named when a type mentions it, and completed when
/// something looks into it, or at the end of the unit.
extension UnitLowering {
    func recordType(_ type: CXType, _ details: inout TypeDetails) -> TypeID {
        let declaration = type.declaration
        let layout = layout(of: type)
        let id = recordID(type, declaration: declaration)
        let name = unit.types.records[id].name
        details.isVariadicList =
            unit.strings.withBytes(name) { $0.elementsEqual("__va_list_tag".utf8) }
        return unit.types.intern(.record(id), size: layout.size, alignment: layout.alignment)
    }

    private func recordID(_ type: CXType, declaration: CXCursor) -> RecordID {
        let key = declaration.canonical.declarationKey
        if let known = declarationNumbers[key], case .record(let id) = declarations[Int(known)] {
            return id
        }
        let kind: Record.Kind =
            switch declaration.kind {
            case .unionDecl: .union
            case .classDecl: .class
            default: .structure
            }
        let isUnnamed = cx_Cursor_isAnonymous(declaration) != 0
        var record = Record(
            name: isUnnamed ? StringTable.empty : recordName(type, declaration),
            templateName: isUnnamed ? StringTable.empty : qualifiedName(of: declaration),
            usr: localUSR(of: declaration), kind: kind)
        let layout = layout(of: type)
        record.size = layout.size
        record.alignment = layout.alignment
        record.position = position(of: declaration)
        let id = unit.types.records.append(record)
        recordTypes.append(type)
        isRecordCompleted.append(false)
        declare(key, .record(id))
        return id
    }

    /// With template arguments; in C the tag alone.
    private func recordName(_ type: CXType, _ declaration: CXCursor) -> StringID {
        guard isCXX else { return intern(cx_getCursorSpelling(declaration)) }
        return intern(cx_getTypeSpelling(cx_getCursorType(declaration).canonical))
    }

    /// The record with its fields, where the unit defines it.
    func record(_ id: RecordID) -> Record {
        complete(id)
        return unit.types.records[id]
    }

    func complete(_ id: RecordID) {
        guard !isRecordCompleted[id.index] else { return }
        let type = recordTypes[id.index]
        guard cx_Type_getSizeOf(type) >= 0 else { return }
        isRecordCompleted[id.index] = true
        let layout = layout(of: type)
        unit.types.records[id].size = layout.size
        unit.types.records[id].alignment = layout.alignment
        unit.types.records[id].isComplete = true
        completeFields(of: id, type)
        if isCXX { completeClass(id, type) }
    }

    private func completeFields(of id: RecordID, _ type: CXType) {
        let range = cursors.pushFields(of: type)
        for index in range {
            let cursor = cursors[index]
            let position = unit.types.records[id].fields.count
            declare(cursor.declarationKey, .field(id, UInt32(position)))
            let field = field(cursor)
            unit.types.records[id].fields.append(field)
        }
        cursors.pop(to: range.lowerBound)
    }

    private func field(_ cursor: CXCursor) -> Field {
        let width = cx_getFieldDeclBitWidth(cursor)
        let type = cursor.type
        let isNamed = cx_Cursor_isAnonymousRecordDecl(type.declaration) == 0
        return Field(
            name: isNamed ? intern(cx_getCursorSpelling(cursor)) : StringTable.empty,
            type: typeID(type), typeSpelling: typeSpelling(type),
            bitOffset: UInt64(max(0, cx_Cursor_getOffsetOfField(cursor))),
            bitWidth: width >= 0 ? UInt32(width) : nil, position: position(of: cursor))
    }

    /// Where a field declaration is: its record and position.
    func field(of cursor: CXCursor) -> (record: RecordID, index: UInt32)? {
        if let known = knownField(cursor) { return known }
        let parent = details(of: cursor.semanticParent).id
        guard let record = unit.types.record(parent) else { return nil }
        complete(record)
        return knownField(cursor)
    }

    private func knownField(_ cursor: CXCursor) -> (record: RecordID, index: UInt32)? {
        guard let number = declarationNumbers[cursor.declarationKey],
            case .field(let record, let index) = declarations[Int(number)]
        else { return nil }
        return (record, index)
    }

    /// The way from a record to a field of it that may stand in unnamed members or in bases.
    func path(from record: RecordID, to field: (record: RecordID, index: UInt32))
        -> [Projection]?
    {
        if record == field.record { return [.field(record, field.index)] }
        for (index, member) in self.record(record).fields.enumerated() {
            guard unit.strings.length(member.name) == 0, member.bitWidth == nil,
                let inner = unit.types.record(member.type),
                let rest = path(from: inner, to: field)
            else { continue }
            return [.field(record, UInt32(index))] + rest
        }
        for (index, base) in self.record(record).bases.enumerated() {
            guard let rest = path(from: base.record, to: field) else { continue }
            return [.base(record, UInt32(index))] + rest
        }
        return nil
    }

    /// Completes what code of the tree itself declares; a system type nobody looked into stays a
    /// name.
    func finishRecords() {
        var index = 0
        while index < unit.types.records.count {
            let id = RecordID(index)
            let position = unit.types.records[id].position
            if !position.isNone && !unit.files[position.file].isSystem { complete(id) }
            index += 1
        }
    }
}
